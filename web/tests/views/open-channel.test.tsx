import { act, cleanup, screen } from '@testing-library/react';
import { useLayoutEffect } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ChatLayout } from '../../src/app/ChatLayout';
import { useNavigate } from '../../src/shared/hooks/view/view';
import { refused } from '../fakes/contract';
import { channelOf, personOf, ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

/** Someone who clicks before anything that was shown has taken effect. */
function Click({ channelId }: { channelId: number }) {
  const navigate = useNavigate();
  useLayoutEffect(() => navigate({ channelId, seq: null }), [navigate, channelId]);
  return null;
}

describe('a channel that is led to', () => {
  let stage: Stage;
  const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
  const told = (): string => screen.queryAllByRole('alert').map((alert) => alert.textContent).join();
  const look = async (answer: () => unknown): Promise<void> => {
    stage.answers['/channels/9'] = ({ pathname }: URL) => (pathname.endsWith('/9') ? answer() : undefined);
    stage.show(<ChatLayout storageRefused={false} />);
    await pass(100);
  };

  beforeEach(async () => {
    stage = await setStage();
    // It is compiled when it is first asked for, which takes long.
    await import('../../src/app/ChannelGone');
    window.history.replaceState(null, '', '/chat/c/9');
    vi.useFakeTimers();
  });

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  it('is gone when the server says so', async () => {
    await look(() => refused(404, 'not_found'));
    await pass(100);
    expect(told()).toContain('doesn’t exist');
  });

  it('is the room of a ticket that leads into it', async () => {
    await look(() => refused(404, 'not_found', 'this is the room of a ticket', { ticket: ticketOf({ number: 'hd-3' }) }));
    expect(window.location.pathname).toBe('/chat/tickets/hd-3');
  });

  it('says who removed the user from it, once, where it was', async () => {
    window.history.replaceState(null, '', '/chat/c/1');
    stage.answers['/channels/1'] = ({ pathname }: URL) => (pathname.endsWith('/1') ? refused(404, 'not_found') : undefined);
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<ChatLayout storageRefused={false} />);
    await pass(100);
    act(() => stage.server.publish('user_left', { user: 'alice', by: 'bob', memberCount: 1, channel: { id: 1, name: 'general', type: 'public' } }));
    await pass(100);
    expect(screen.getAllByText('Bob removed you from #general.')).toHaveLength(1);
    expect(told()).not.toContain('doesn’t exist');
  });

  it('is not sought while a dialog is open that the address names', async () => {
    window.history.replaceState(null, '', '/chat?dialog=browse');
    stage.show(<ChatLayout storageRefused={false} />);
    await pass(100);
    expect(window.location.pathname + window.location.search).toBe('/chat?dialog=browse');
  });

  it('is what the user has clicked meanwhile, not where they were last', async () => {
    window.history.replaceState(null, '', '/chat');
    stage.show(
      <>
        <ChatLayout storageRefused={false} />
        <Click channelId={2} />
      </>,
    );
    await pass(100);
    expect(window.location.pathname).toBe('/chat/c/2');
  });

  it('is not gone because the server is busy: it is tried again, now or a little later', async () => {
    let answer = (): unknown => refused(503, 'busy');
    await look(() => answer());
    expect(told()).not.toContain('doesn’t exist');
    expect(told()).toContain('couldn’t be loaded');
    const tries = (): number => stage.asked.filter((path) => path.endsWith('/channels/9')).length;
    expect(tries()).toBe(1);
    for (const seen of [2, 3]) {
      await pass(10_000);
      expect(tries()).toBe(seen);
    }
    answer = () => channelOf({ id: 9, name: 'outages' });
    await act(() => screen.getByRole('button', { name: 'Try again' }).click());
    await pass(100);
    expect(screen.getByRole('heading', { name: /outages/, level: 1 })).toBeTruthy();
  });
});
