// What an effect closes or opens, when another pane or dialog was opened just before it runs, and before a render says so.

import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { useLayoutEffect } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { useAskedToConfirm } from '../../src/features/notifications/useAskedToConfirm';
import { ThreadPane } from '../../src/features/threads/ThreadPane';
import { useChat } from '../../src/shared/hooks/client';
import { useView, useViewDispatch } from '../../src/shared/hooks/view/view';
import { channelOf, messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

vi.mock(import('../../src/shared/hooks/useQuoted'), async (original) => ({
  ...(await original()),
  useRoot: () => messageOf({ id: 3, channelId: 2 }),
}));

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => {
  cleanup();
  stage.session.stop();
  window.history.replaceState(null, '', '/');
});

function Shown() {
  const { pane, dialog } = useView((view) => view);
  return <output>{JSON.stringify([pane?.name, dialog?.name])}</output>;
}

const shown = (): unknown => JSON.parse(document.querySelector('output')?.textContent ?? 'null');

it.each([
  [false, undefined],
  [true, 'saved'],
])('a thread of another conversation closes its own pane alone; another is opened: %s', async (opens, expected) => {
  window.history.replaceState(null, '', '/chat/c/1?pane=thread:3');
  function Opener() {
    const dispatch = useViewDispatch();
    useLayoutEffect(() => {
      if (opens) dispatch({ type: 'pane_opened', pane: { name: 'saved' }, takesFocus: false });
    }, [dispatch]);
    return null;
  }
  function Thread() {
    const name = useView((view) => view.pane?.name);
    return name === 'thread' ? <ThreadPane threadId={3} seq={null} channel={channelOf()} /> : null;
  }
  stage.show(
    <>
      <Thread />
      <Opener />
      <Shown />
    </>,
  );
  await act(async () => undefined);
  expect(shown()).toEqual([expected ?? null, null]);
});

it('the question whether to notify many people waits for a dialog that was just opened', async () => {
  function Asking() {
    useAskedToConfirm();
    return null;
  }
  function Opener() {
    const dispatch = useViewDispatch();
    const isRefused = useChat((state) => state.outgoing.some(({ status }) => status === 'failed'));
    useLayoutEffect(() => {
      if (isRefused) dispatch({ type: 'dialog_opened', dialog: { name: 'profile' } });
    }, [isRefused, dispatch]);
    return (
      <button type="button" onClick={() => dispatch({ type: 'dialog_closed' })}>
        close
      </button>
    );
  }
  stage.show(
    <>
      <Asking />
      <Opener />
      <Shown />
    </>,
  );
  stage.server.refuse = () => ({ code: 'conflict', message: 'this would notify 43 people', recipients: 43 });
  await act(async () => {
    void stage.session.sending.send('channel:1', 'hello @channel');
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  expect(shown()).toEqual([null, 'profile']);
  fireEvent.click(screen.getByRole('button', { name: 'close' }));
  expect(shown()).toEqual([null, 'notify_many']);
});
