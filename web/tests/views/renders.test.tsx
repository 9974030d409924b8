import { act, cleanup } from '@testing-library/react';
import { Profiler, useEffect } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { ListRow } from '../../src/features/messages/ListRow';
import { Rows } from '../../src/features/messages/rows';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { useNotify, useViewDispatch } from '../../src/shared/hooks/view/view';
import { channelOf, messageOf, typingOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

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
  stage.session.stop();
});

it('a toast, a dialog, a pane or somebody who types renders no message again', () => {
  const rendered = vi.fn();
  const row = new Rows([messageOf()], [], 'alice', null).at(0);
  const channel = channelOf();
  if (row === null) throw new Error('no row');
  stage.show(
    <>
      <Hands />
      <Profiler id="row" onRender={rendered}>
        <ListRow channel={channel} row={row} tools={{} as MessageTools} />
      </Profiler>
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
