import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { MessageInput } from '../../src/features/composer/MessageInput';
import { useChat } from '../../src/shared/hooks/client';
import { MessageArea } from '../../src/features/messages/MessageArea';
import { MessageMenu } from '../../src/features/messages/MessageMenu';
import { useMessageTools } from '../../src/features/messages/useMessageTools';
import { Notices } from '../../src/features/notice/Notices';
import { useViewDispatch } from '../../src/shared/hooks/view/view';
import { channelOf, messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const ignore = (): void => undefined;

describe('an open conversation', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.server.post('not read yet');
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  it('is caught up with by Esc, but not by the Esc that ends the composing of a word', async () => {
    const reading = vi.spyOn(stage.session.reading, 'read');
    stage.show(<MessageArea channel={stage.server.channel} title="general" />);
    await screen.findByRole('log');
    const escape = { key: 'Escape', bubbles: true };
    fireEvent(document.body, new KeyboardEvent('keydown', { ...escape, isComposing: true }));
    expect(reading).not.toHaveBeenCalled();
    fireEvent(document.body, new KeyboardEvent('keydown', escape));
    expect(reading).toHaveBeenCalledWith(1, 1);
  });

  it('keeps the tools of its messages while the channel changes', () => {
    const given = new Set<unknown>();
    function Tools() {
      const channel = useChat((state) => state.channels[1]);
      given.add(useMessageTools(channel?.id ?? 0, ignore).tools);
      return <p>{channel?.seq}</p>;
    }
    stage.show(<Tools />);
    act(() => void stage.server.post('another'));
    expect(screen.getByText('2')).toBeTruthy();
    expect(given.size).toBe(1);
  });

  it.each([{ linked: 99, missing: true }, { linked: 1, missing: false }])('says that a message that a link leads to does not exist (message $linked)', async ({ linked, missing }) => {
    window.history.replaceState(null, '', `/chat/c/1/${linked}`);
    stage.show([<MessageArea key="area" channel={stage.server.channel} title="general" />, <Notices key="notices" />]);
    await screen.findByRole('log');
    const said = (): number => screen.queryAllByText('This message doesn’t exist.').length;
    if (missing) await waitFor(() => expect(said()).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(said()).toBe(missing ? 1 : 0);
  });

  it.each([
    { of: 'own messages alone', others: [], offered: false },
    { of: 'own messages with one of somebody else after it', others: [{ userId: 'bob' }], offered: true },
    { of: 'own messages with only a system message after it', others: [{ userId: 'bob', type: 'system' as const }], offered: false },
    { of: 'own messages with only a deleted one after it', others: [{ userId: 'bob', deletedAt: 1 }], offered: false },
  ])('offers to mark as unread only what can be: $of', ({ others, offered }) => {
    const own = messageOf({ id: 7, seq: 7, userId: 'alice' });
    const items = [messageOf({ id: 6, seq: 6, userId: 'bob' }), own, ...others.map((change, index) => messageOf({ id: 8 + index, seq: 8 + index, ...change }))];
    stage.session.store.dispatch({ type: 'page_received', conversation: 'channel:1', side: 'latest', page: { items, hasBefore: false, hasAfter: false } });
    function Menu() {
      const { tools } = useMessageTools(1, ignore);
      return <MessageMenu channel={channelOf()} message={own} anchor={document.body} tools={tools} onClose={ignore} />;
    }
    stage.show(<Menu />);
    expect(screen.queryAllByRole('menuitem', { name: 'Mark unread from here' })).toHaveLength(offered ? 1 : 0);
  });

  it('says in its own words that the browser does not let it copy', async () => {
    function Menu() {
      const { tools } = useMessageTools(1, ignore);
      return <MessageMenu channel={channelOf()} message={messageOf()} anchor={document.body} tools={tools} onClose={ignore} />;
    }
    stage.show(
      <>
        <Menu />
        <Notices />
      </>,
    );
    vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(undefined as unknown as Clipboard);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Copy text' }));
    await screen.findByText('Your browser didn’t allow copying.');
  });
});

describe('a conversation that the user comes to by keyboard and may not write in', () => {
  it('gives the focus to its messages, which the box would have', async () => {
    const stage = await setStage();
    stage.server.post('read only');
    const channel = channelOf({ role: 'member', readOnly: true });
    function Both() {
      const dispatch = useViewDispatch();
      useEffect(() => {
        const visit = (): void => [2, 1].forEach((channelId) => dispatch({ type: 'visited', route: { channelId, seq: null } }));
        window.addEventListener('blur', visit);
        return () => window.removeEventListener('blur', visit);
      }, [dispatch]);
      return [<MessageArea key="area" channel={channel} title="general" />, <MessageInput key="input" channel={channel} title="general" />];
    }
    stage.show(<Both />);
    await screen.findByRole('log', { name: /general/ });
    await screen.findByText('Only admins can post in this channel.');
    expect(document.activeElement).toBe(document.body);
    fireEvent.blur(window);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('log', { name: /general/ })));
    cleanup();
    stage.session.stop();
  });
});

describe('a conversation that cannot be loaded', () => {
  let stage: Stage;
  let refused = true;

  beforeEach(async () => {
    stage = await setStage();
    refused = true;
    stage.answers['/messages'] = () => {
      if (refused) throw new TypeError('no answer');
      return undefined;
    };
    stage.server.post('said before');
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const show = (): void => void stage.show(<MessageArea channel={stage.server.channel} title="general" />);
  const loaded = (): string[] => (stage.session.store.state.timelines['channel:1']?.messages ?? []).map(({ text }) => text);
  const fetches = (): string[] => stage.asked.filter((path) => path.includes('/messages'));
  async function reconnected(): Promise<void> {
    const before = stage.server.resumePoints.length;
    stage.server.drop();
    stage.session.retryNow();
    await waitFor(() => expect(stage.server.resumePoints.length).toBeGreaterThan(before));
    await waitFor(() => expect(stage.session.store.state.phase.name).toBe('online'));
  }

  it('says why, once, and loads when asked again', async () => {
    show();
    await screen.findByText('The messages couldn’t be loaded.');
    expect(fetches()).toHaveLength(1);
    refused = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(loaded()).toEqual(['said before']));
  });

  it('shows what is written into it', async () => {
    stage.server.mute = true;
    show();
    await screen.findByText('The messages couldn’t be loaded.');
    for (const text of ['written blindly', 'and more of it']) await stage.session.sending.send('channel:1', text, null);
    const waiting = within(await screen.findByRole('log')).getAllByRole('article');
    expect(waiting.map((bubble) => bubble.textContent)).toEqual([
      expect.stringContaining('written blindly'),
      expect.stringContaining('and more of it'),
    ]);
    // Its author is named once.
    expect(screen.getAllByText('Alice')).toHaveLength(1);
  });

  it('shows what is written into it while it loads', async () => {
    refused = false;
    stage.server.mute = true;
    show();
    await waitFor(() => expect(loaded()).toEqual(['said before']));
    act(() => stage.session.store.dispatch({ type: 'page_requested', conversation: 'channel:1', side: 'around' }));
    await stage.session.sending.send('channel:1', 'written too early', null);
    await screen.findByText('written too early');
    expect(screen.getByRole('status', { name: 'Loading…' })).toBeTruthy();
  });

  it('says that it will load while there is no connection', async () => {
    refused = false;
    const unanswered = new Promise(() => undefined);
    stage.answers['/messages'] = () => unanswered;
    show();
    expect(screen.queryByText(/will load when/)).toBeNull();
    act(() => stage.session.store.dispatch({ type: 'phase_changed', phase: { name: 'waiting', attempt: 1, retryInMs: 1000 }, at: 0 }));
    expect(screen.getByText('This conversation will load when the connection is back.')).toBeTruthy();
  });

  it('loads by itself when the connection is back', async () => {
    show();
    await screen.findByText('The messages couldn’t be loaded.');
    refused = false;
    await reconnected();
    await waitFor(() => expect(loaded()).toEqual(['said before']));
  });

  it('loads where one left off when asked again, with more unread than the latest page holds', async () => {
    const left = channelOf({ seq: 80, lastReadSeq: 20, unreadCount: 60 });
    stage.session.store.dispatch({ type: 'channel_learned', channel: left });
    show();
    await screen.findByText('The messages couldn’t be loaded.');
    refused = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(loaded()).toEqual(['said before']));
    expect(fetches().map((path) => new URL(path).searchParams.get('around'))).toEqual(['20', '20']);
  });

  it('loads where the link leads when asked again', async () => {
    window.history.replaceState(null, '', '/chat/c/1/1');
    show();
    await screen.findByText('The messages couldn’t be loaded.');
    expect(fetches().at(-1)).toContain('around=1');
    refused = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(loaded()).toEqual(['said before']));
    expect(fetches().at(-1)).toContain('around=1');
  });

  it('says so too where older messages are shown, and goes on when asked again', async () => {
    refused = false;
    show();
    await waitFor(() => expect(loaded()).toEqual(['said before']));
    refused = true;
    stage.server.forgetful = true;
    await reconnected();
    await screen.findByText('The latest messages couldn’t be loaded.');
    stage.server.post('said meanwhile');
    expect(loaded()).toEqual(['said before']);
    refused = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(loaded()).toEqual(['said before', 'said meanwhile']));
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});
