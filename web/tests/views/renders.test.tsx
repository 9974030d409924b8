import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Profiler, useEffect } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { LevelMeter } from '../../src/features/calls/LevelMeter';
import { Meter } from '../../src/features/calls/media/meter';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { ListRow } from '../../src/features/messages/ListRow';
import { MessageArea } from '../../src/features/messages/MessageArea';
import { Rows } from '../../src/features/messages/rows';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { useNotify, useViewDispatch } from '../../src/shared/hooks/view/view';
import { channelOf, messageOf, typingOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

/** Called for each row of messages that is rendered. */
const rendered = vi.hoisted(() => vi.fn());

vi.mock(import('../../src/features/messages/ListRow'), async (original) => {
  const { ListRow: Row } = await original();
  return {
    ListRow: (props) => (
      <Profiler id="row" onRender={rendered}>
        <Row {...props} />
      </Profiler>
    ),
  };
});

let stage: Stage;
let notify: ReturnType<typeof useNotify>;
let dispatch: ReturnType<typeof useViewDispatch>;

function Hands() {
  const ways = { notify: useNotify(), dispatch: useViewDispatch() };
  useEffect(() => {
    ({ notify, dispatch } = ways);
  });
  return null;
}

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  stage.session.stop();
});

const tools = {} as MessageTools;

function rowOf(): NonNullable<ReturnType<Rows['at']>> {
  const row = new Rows([messageOf()], [], 'alice', null).at(0);
  if (row === null) throw new Error('no row');
  return row;
}

it('a toast, a dialog, a pane or somebody who types renders no message again', () => {
  stage.show(
    <>
      <Hands />
      <ListRow channel={channelOf()} row={rowOf()} tools={tools} />
    </>,
  );
  rendered.mockClear();
  act(() => notify.info('saved'));
  act(() => dispatch({ type: 'pane_toggled', pane: { name: 'members' } }));
  act(() => dispatch({ type: 'dialog_opened', dialog: { name: 'profile' } }));
  act(() => {
    for (const socket of stage.server.sockets) socket.event('user_typing', typingOf('bob'));
  });
  expect(rendered).not.toHaveBeenCalled();
  act(() => dispatch({ type: 'edit_started', conversation: 'channel:1', messageId: 1 }));
  expect(rendered).toHaveBeenCalled();
});

it('none of this renders the messages of an open conversation again', async () => {
  for (const text of ['one', 'two', 'three']) stage.server.post(text);
  // What has no height shows no row.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  stage.show(
    <>
      <Hands />
      <MessageArea channel={stage.server.channel} title="general" />
    </>,
  );
  await screen.findByText('three');
  await waitFor(() => expect(rendered.mock.calls.length).toBeGreaterThan(2));
  rendered.mockClear();
  act(() => notify.info('saved'));
  act(() => dispatch({ type: 'pane_toggled', pane: { name: 'members' } }));
  act(() => dispatch({ type: 'dialog_opened', dialog: { name: 'profile' } }));
  act(() => {
    for (const socket of stage.server.sockets) socket.event('user_typing', typingOf('bob'));
  });
  await screen.findByText(/is typing/);
  expect(rendered).not.toHaveBeenCalled();
});

it('the level of a microphone renders neither a message nor the meter again', async () => {
  let level = 0.25;
  vi.spyOn(Meter.prototype, 'level', 'get').mockImplementation(() => level);
  const metered = vi.fn();
  stage.show(
    <>
      <Profiler id="meter" onRender={metered}>
        <LevelMeter track={{} as MediaStreamTrack} />
      </Profiler>
      <ListRow channel={channelOf()} row={rowOf()} tools={tools} />
    </>,
  );
  const shown = (): string | null => screen.getByRole('meter').getAttribute('aria-valuenow');
  await waitFor(() => expect(shown()).toBe('25'));
  rendered.mockClear();
  metered.mockClear();
  level = 0.75;
  await waitFor(() => expect(shown()).toBe('75'));
  expect(rendered).not.toHaveBeenCalled();
  expect(metered).not.toHaveBeenCalled();
});

it('a key in the composer renders no message again', async () => {
  stage.show(
    <>
      <ListRow channel={channelOf()} row={rowOf()} tools={tools} />
      <MessageInput channel={channelOf()} title="#general" />
    </>,
  );
  const box = screen.getByRole<HTMLTextAreaElement>('textbox');
  rendered.mockClear();
  await userEvent.type(box, 'hello @bo');
  expect(box.value).toBe('hello @bo');
  expect(rendered).not.toHaveBeenCalled();
});
