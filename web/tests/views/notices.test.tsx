import { act, cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ChatError } from '../../src/core/protocol/errors';
import { Notices } from '../../src/features/notice/Notices';
import type { Notify } from '../../src/shared/hooks/view/notify';
import { useNavigate, useNotify } from '../../src/shared/hooks/view/view';
import type { Route } from '../../src/shared/hooks/view/route';
import { setStage, type Stage } from './stage';

describe('a message in passing', () => {
  let stage: Stage;
  let notify: Notify;
  let navigate: (route: Route) => void;

  function Page() {
    const tell = useNotify();
    const go = useNavigate();
    useEffect(() => {
      notify = tell;
      navigate = go;
    }, [tell, go]);
    return <Notices />;
  }

  beforeEach(async () => {
    stage = await setStage();
    vi.useFakeTimers({ shouldAdvanceTime: true });
    stage.show(<Page />);
  });

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    window.history.replaceState(null, '', '/');
    stage.session.stop();
  });

  it('stays until it is closed when it says what went wrong, and goes by itself otherwise', async () => {
    act(() => {
      notify.info('Saved.');
      notify.problem('That failed.');
      notify.problem('And that.');
    });
    expect(screen.getByRole('status').textContent).toBe('Saved.');
    expect(screen.getByRole('alert').textContent).toBe('That failed.And that.');
    await act(() => vi.advanceTimersByTimeAsync(60_000));
    expect(screen.queryByText('Saved.')).toBeNull();
    await userEvent.click(screen.getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    expect(screen.getByRole('alert').textContent).toBe('And that.');
  });

  it('goes when the server that could not be reached is back', async () => {
    const store = stage.session.store;
    act(() => store.dispatch({ type: 'phase_changed', phase: { name: 'waiting', attempt: 1, retryInMs: 1000 }, at: 0 }));
    act(() => {
      notify.failure(new ChatError('offline', 'no connection'));
      notify.problem('Something else.');
    });
    expect(screen.getByRole('alert').textContent).toContain('can’t be reached');
    act(() => store.dispatch({ type: 'phase_changed', phase: { name: 'online' }, at: 0 }));
    expect(screen.getByRole('alert').textContent).toBe('Something else.');
  });

  it('says the same thing once', () => {
    act(() => {
      notify.problem('That failed.');
      notify.problem('That failed.');
    });
    expect(screen.getAllByText('That failed.')).toHaveLength(1);
  });

  it('takes the place of what was said of the same thing', () => {
    act(() => {
      notify.info('Saved.');
      notify.info('On.', 'dnd');
      notify.info('Off.', 'dnd');
      notify.info('Sent.');
    });
    expect(screen.getByRole('status').textContent).toBe('Saved.Off.Sent.');
  });

  it('goes with the conversation that it came in', () => {
    act(() => navigate({ channelId: 1, seq: null }));
    act(() => notify.problem('You can pin up to 100 messages here.'));
    act(() => navigate({ channelId: 1, seq: 7 }));
    expect(screen.getByText(/up to 100/)).toBeTruthy();
    act(() => navigate({ channelId: 2, seq: null }));
    expect(screen.queryByText(/up to 100/)).toBeNull();
  });
});
