import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { channelKey } from '../../src/core/store/conversation';
import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import type { ChannelView, Reminder } from '../../src/core/protocol/generated';
import { useAddedNotice } from '../../src/features/channels/useAddedNotice';
import { Notices } from '../../src/features/notice/Notices';
import type { Route } from '../../src/shared/hooks/view/route';
import { useNavigate, useView } from '../../src/shared/hooks/view/view';
import { neighbour } from '../../src/features/shortcuts/useShortcuts';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('the sidebar', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  it('counts what is unread as it comes', () => {
    stage.show(<ChannelSidebar />);
    const row = screen.getByRole('link', { name: /general/ });
    expect(within(row).queryByText(/unread/)).toBeNull();
    act(() => {
      stage.server.post('one');
      stage.server.post('two');
    });
    expect(within(row).getByText('2 unread')).toBeTruthy();
  });

  it('marks a conversation with a message that was not sent, also a muted one and of a thread', async () => {
    const row = (): HTMLElement => screen.getByRole('link', { name: /general/ });
    stage.server.refuse = (text) => (text === 'many' ? { code: 'conflict', message: 'many', recipients: 20 } : { code: 'forbidden', message: 'no' });
    stage.show(<ChannelSidebar />);
    await act(() => stage.session.sending.send('channel:1', 'many'));
    await within(row()).findByText('Message not sent');
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 1, muted: true }) }));
    expect(within(row()).getByText('Message not sent')).toBeTruthy();
    await act(() => stage.session.sending.discard(stage.session.store.state.outgoing[0]?.clientId ?? ''));
    await waitFor(() => expect(within(row()).queryByText('Message not sent')).toBeNull());
    await act(() => stage.session.sending.reply({ channelId: 1, threadId: 7, alsoToChannel: false }, 'no'));
    await within(row()).findByText('Message not sent');
  });

  it('keeps the room of reminders that are not listed yet', async () => {
    const row = (): HTMLElement | null => screen.queryByRole('button', { name: 'Reminders' });
    const list = (items: Reminder[]): void => act(() => stage.session.store.dispatch({ type: 'reminders_listed', items }));
    const { unmount } = stage.show(<ChannelSidebar />);
    expect(row()).toBeNull();
    list([{ channelId: 1, messageId: 7, at: 9, createdAt: 1 }]);
    await waitFor(() => expect(row()).not.toBeNull());
    unmount();
    stage.session.stop();
    const kept = window.localStorage.getItem('orvale-chat.sidebar') ?? '';
    stage = await setStage();
    window.localStorage.setItem('orvale-chat.sidebar', kept);
    stage.show(<ChannelSidebar />);
    expect(row()).not.toBeNull();
    list([]);
    await waitFor(() => expect(row()).toBeNull());
  });

  it('opens each of its lists beside the conversation, in place of one that is open, and closes it again', async () => {
    const row = (name: string): HTMLElement => screen.getByRole('button', { name });
    function Opened() {
      return <output>{useView((view) => `${view.pane?.name} ${view.paneTakesFocus}`)}</output>;
    }
    const opened = (): string | null | undefined => document.querySelector('output')?.textContent;
    stage.show(
      <>
        <ChannelSidebar />
        <Opened />
      </>,
    );
    await userEvent.click(row('Saved'));
    expect(opened()).toBe('saved false');
    expect(row('Saved').getAttribute('aria-pressed')).toBe('true');
    expect(window.location.search).toBe('?pane=saved');
    await userEvent.click(row('Threads'));
    expect(opened()).toBe('threads false');
    await userEvent.click(row('Threads'));
    expect(opened()).toBe('undefined false');
    row('Saved').focus();
    await userEvent.keyboard('{Enter}');
    expect(opened()).toBe('saved true');
  });

  it('lists people by whether they are there', () => {
    stage.session.store.dispatch({
      type: 'presence_learned',
      presence: {
        bob: { status: 'busy', statusMessage: '', lastActive: 0 },
        eve: { status: 'offline', statusMessage: '', lastActive: 0 },
      },
    });
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('eve')] });
    stage.show(<ChannelSidebar />);
    expect(screen.getByText('Online (1)')).toBeTruthy();
    expect(screen.getByText('Offline (1)')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Busy' })).toBeTruthy();
  });
});

describe('the sidebar, meanwhile', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    window.history.replaceState(null, '', '/');
    stage.session.stop();
  });

  it('brings the open conversation into view', () => {
    const shown: string[] = [];
    vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function show(this: Element) {
      shown.push(this.textContent ?? '');
    });
    window.history.replaceState(null, '', '/chat/c/2');
    let navigate: (route: Route) => void = () => undefined;
    const Page = () => {
      const go = useNavigate();
      useEffect(() => {
        navigate = go;
      }, [go]);
      return <ChannelSidebar />;
    };
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 2, name: 'printers' }) });
    stage.show(<Page />);
    expect(shown).toEqual(['printers']);
    act(() => navigate({ channelId: 1, seq: null }));
    expect(shown).toEqual(['printers', 'general']);
  });

  it('marks a channel that somebody added the user to, until it is opened', async () => {
    let navigate: (route: Route) => void = () => undefined;
    const Page = () => {
      const go = useNavigate();
      useEffect(() => {
        navigate = go;
      }, [go]);
      useAddedNotice();
      return (
        <>
          <ChannelSidebar />
          <Notices />
        </>
      );
    };
    stage.show(<Page />);
    const join = (id: number, name: string, change: Partial<ChannelView> = {}): void =>
      act(() => stage.server.tell('channel_joined', { channelId: id, channel: channelOf({ id, name, createdBy: 'eve', ...change }) }));
    // A change of role, and what one did oneself, are no news.
    join(1, 'general', { role: 'admin' });
    join(5, 'mine', { createdBy: 'alice' });
    expect(screen.queryByText('New')).toBeNull();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    const note = messageOf({ channelId: 6, type: 'system', userId: 'bob', system: { event: 'added', userIds: ['alice'] } });
    stage.answers['/channels/6/messages'] = { items: [note], hasBefore: false, hasAfter: false };
    join(6, 'printers');
    await screen.findByText('Bob added you to #printers.');
    const row = screen.getByRole('link', { name: /printers/ });
    expect(within(row).getByText('New')).toBeTruthy();
    act(() => navigate({ channelId: 6, seq: null }));
    expect(within(row).queryByText('New')).toBeNull();
    // The message about it may come after the messages were loaded.
    stage.answers['/channels/7/messages'] = { items: [], hasBefore: false, hasAfter: false };
    join(7, 'scanners');
    await waitFor(() => expect(stage.session.store.state.timelines[channelKey(7)]?.loading).toBeNull());
    const seq = channelOf().seq + 1;
    const data = { stream: 'channel' as const, channelId: 7, seq, message: { ...note, id: 70, seq, channelId: 7 }, channel: { id: 7, name: 'scanners', type: 'public' as const } };
    act(() => stage.session.store.dispatch({ type: 'event_received', event: { name: 'message_received', data }, at: 0 }));
    await screen.findByText('Bob added you to #scanners.');
    // What they joined on another device is no news to them.
    const joined = messageOf({ id: 80, channelId: 8, type: 'system', userId: 'alice', system: { event: 'joined', userIds: ['alice'] } });
    stage.answers['/channels/8/messages'] = { items: [{ ...note, channelId: 8 }, joined], hasBefore: false, hasAfter: false };
    join(8, 'plotters');
    await waitFor(() => expect(stage.session.store.state.timelines[channelKey(8)]?.messages).toHaveLength(2));
    await waitFor(() => expect(within(screen.getByRole('link', { name: /plotters/ })).queryByText('New')).toBeNull());
    expect(screen.queryByText(/(?:Bob|You).*#plotters/)).toBeNull();
  });

  it('says who added the user also where the part that says so is loaded later', async () => {
    const Later = () => {
      useAddedNotice();
      return null;
    };
    const Page = () => {
      const [loaded, setLoaded] = useState(false);
      return (
        <>
          <ChannelSidebar />
          <Notices />
          <button onClick={() => setLoaded(true)}>Load</button>
          {loaded && <Later />}
        </>
      );
    };
    stage.show(<Page />);
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    const note = messageOf({ channelId: 6, type: 'system', userId: 'bob', system: { event: 'added', userIds: ['alice'] } });
    stage.answers['/channels/6/messages'] = { items: [note], hasBefore: false, hasAfter: false };
    const tell = (id: number, name: string): void =>
      act(() => stage.server.tell('channel_joined', { channelId: id, channel: channelOf({ id, name, createdBy: 'eve' }) }));
    tell(6, 'printers');
    // Not of one that the user was removed from meanwhile.
    tell(7, 'scanners');
    act(() => stage.server.tell('channel_left', { channelId: 7 }));
    act(() => screen.getByRole('button', { name: 'Load' }).click());
    await screen.findByText('Bob added you to #printers.');
    expect(screen.queryByText(/scanners/)).toBeNull();
  });

  it('does not claim that people are offline whose presence a newcomer cannot know', () => {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 1, memberCount: 1 }) });
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('eve')] });
    stage.show(<ChannelSidebar />);
    expect(screen.getByText('People (2)')).toBeTruthy();
    expect(screen.queryByText(/^Offline/)).toBeNull();
    expect(screen.getAllByRole('img', { name: 'Status unknown' })).toHaveLength(2);
  });

  it('does not claim to know who is there once the server is gone', async () => {
    const presence = { bob: { status: 'online' as const, statusMessage: '', lastActive: 0 } };
    stage.session.store.dispatch({ type: 'presence_learned', presence });
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('eve')] });
    stage.show(<ChannelSidebar />);
    expect(screen.getByText('Online (1)')).toBeTruthy();
    stage.server.up = false;
    act(() => stage.server.drop());
    act(() => stage.session.retryNow());
    await screen.findByText('People (2)');
    expect(screen.queryByText(/^Online|^Offline/)).toBeNull();
    expect(screen.getAllByRole('img', { name: 'Status unknown' })).toHaveLength(2);
  });
});

describe('walking through conversations', () => {
  const order = [
    channelOf({ id: 1 }),
    channelOf({ id: 2, unreadCount: 3 }),
    channelOf({ id: 3 }),
    channelOf({ id: 4, unreadCount: 1 }),
  ];

  it('goes round the end, and to unread ones alone when asked', () => {
    expect(neighbour(order, 4, 1, false)?.id).toBe(1);
    expect(neighbour(order, 1, -1, false)?.id).toBe(4);
    expect(neighbour(order, 2, 1, true)?.id).toBe(4);
    expect(neighbour(order, 3, -1, true)?.id).toBe(2);
    expect(neighbour(order, null, 1, false)?.id).toBe(1);
    expect(neighbour([], null, 1, false)).toBeUndefined();
  });
});
