// Threads: the line below a message, the pane with its box, and the inbox.

import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Conversation } from '../../src/app/Conversation';
import { registry } from '../../src/app/features';
import { SidePane } from '../../src/app/SidePane';
import type { ConversationKey } from '../../src/core/store/conversation';
import type { Message, Thread } from '../../src/core/protocol/generated';
import { useUnnotified } from '../../src/features/composer/useUnnotified';
import { Notices } from '../../src/features/notice/Notices';
import { SidebarEntries } from '../../src/features/sidebar/SidebarEntries';
import { InboxPane } from '../../src/features/threads/InboxPane';
import { ThreadLine } from '../../src/features/threads/ThreadLine';
import { UnsentElsewhere } from '../../src/features/unsent/UnsentElsewhere';
import { useView } from '../../src/shared/hooks/view/view';
import { refused } from '../fakes/contract';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

/** As the page has it from when it is there. */
function Unnotified() {
  useUnnotified();
  return null;
}

const threadOf = (change: Partial<Thread> = {}): Thread => ({
  replyCount: 2,
  lastReplyAt: 1_700_000_060_000,
  lastReplySeq: 5,
  participants: ['bob', 'carol'],
  following: true,
  unreadCount: 0,
  ...change,
});

describe('threads', () => {
  let stage: Stage;
  let root: Message;
  let replies: Message[];
  const channel = channelOf({ id: 1, seq: 5 });

  beforeEach(async () => {
    // Rows exist where there is room for them.
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(600);
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    stage = await setStage();
    stage.server.channel = channel;
    // As after a login: its events go on from there.
    stage.session.store.dispatch({ type: 'channel_forgotten', channelId: 1 });
    stage.session.store.dispatch({ type: 'channel_learned', channel });
    stage.session.store.dispatch({ type: 'people_learned', people: ['bob', 'carol'].map((name) => personOf(name)) });
    root = messageOf({ id: 3, seq: 3, text: 'the root', thread: threadOf() });
    replies = [
      messageOf({ id: 4, seq: 4, threadId: 3, text: 'first reply' }),
      messageOf({ id: 5, seq: 5, threadId: 3, userId: 'carol', text: 'second reply' }),
    ];
    stage.answer('GET', '/api/chat/threads/3/messages', () => ({ items: replies, hasBefore: false, hasAfter: false }));
    stage.answer('GET', '/api/chat/channels/1/messages', () => ({ items: [root], hasBefore: false, hasAfter: false }));
    stage.answer('GET', '/api/chat/messages/3', () => root);
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    vi.useRealTimers();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const sent = (name: string): unknown[] => stage.server.commands.filter((command) => command.name === name).map(({ data }) => data);
  const update = (change: Partial<Thread>, threadId = 3): void =>
    act(() => stage.session.store.dispatch({ type: 'event_received', at: 0, event: { name: 'thread_updated', data: { channelId: 1, threadId, thread: threadOf(change) } } }));

  function Page() {
    const pane = useView((view) => view.pane);
    return (
      <>
      <Unnotified />
        <Notices />
        <Conversation channel={channel} onBack={null} />
        {pane !== null && <SidePane channel={channel} pane={pane} className="" />}
      </>
    );
  }

  const pane = () => within(screen.getByRole('complementary', { name: 'Thread' }));
  const box = (): HTMLTextAreaElement => pane().getByRole('textbox', { name: 'Reply in thread' });

  async function openThread(): Promise<void> {
    stage.show(<Page />);
    await userEvent.click(await screen.findByRole('button', { name: /2 replies/ }));
    await screen.findByRole('complementary', { name: 'Thread' });
    await pane().findByText('second reply');
  }

  it('are begun with any message that is no reply already, where one may write', () => {
    const action = registry.messageActions.find(({ name }) => name === 'reply_in_thread');
    const may = (message: Partial<Message>, of = channelOf(), conversation: ConversationKey = 'channel:1') =>
      action?.available(messageOf(message), { channel: of, me: personOf('alice'), permissions: [], conversation });
    expect([action?.key, action?.inToolbar]).toEqual(['t', true]);
    expect(may({})).toBe(true);
    expect(may({}, channelOf({ active: false }))).toBe(false);
    expect(may({ deletedAt: 1 })).toBe(false);
    expect(may({ type: 'system' })).toBe(false);
    expect(may({ threadId: 3 }, channelOf(), 'thread:3')).toBe(false);
  });

  it('are one line below their message: bold with a number only where one follows and has not read', async () => {
    stage.show(<ThreadLine message={root} draft={false} />);
    update({ unreadCount: 2 });
    const line = await screen.findByRole('button', { name: /2 replies/ });
    expect(line.textContent).toContain('2 new');
    expect(line.className).toContain('unread');
    update({ unreadCount: 2, following: false });
    expect(line.textContent).not.toContain('new');
    expect(line.className).not.toContain('unread');
    update({ replyCount: 1, participants: ['bob'] });
    expect(line.textContent).toContain('1 reply');
    update({ replyCount: 0, participants: [], lastReplyAt: null, lastReplySeq: null });
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('open beside the channel, with the focus in their box and an address', async () => {
    await openThread();
    await pane().findByText('the root');
    expect(pane().getByText('2 replies')).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(box()));
    await waitFor(() => expect(window.location.search).toBe('?pane=thread:3'));
  });

  it.each([{ daysAgo: 1, shown: ['Yesterday', 'Today'] }, { daysAgo: 0, shown: [] }])('say of which day their message is, unless it is of today ($daysAgo days ago)', async ({ daysAgo, shown }) => {
    root = { ...root, createdAt: Date.now() - daysAgo * 86_400_000 };
    replies = replies.map((reply) => ({ ...reply, createdAt: Date.now() }));
    await openThread();
    await pane().findByText('the root');
    expect(pane().queryAllByRole('button', { name: /Yesterday|Today/ }).map(({ textContent }) => textContent)).toEqual(shown);
  });

  it('have no box where there is no such thread, and nothing to try again', async () => {
    stage.answers['GET /api/chat/threads/3/messages'] = () => refused(404, 'not_found');
    window.history.replaceState(null, '', '/chat/c/1?pane=thread:3');
    stage.show(<Page />);
    await pane().findByText('It no longer exists, or you don’t have access to it.');
    expect(pane().queryByRole('textbox')).toBeNull();
    expect(pane().queryByRole('heading', { name: /be loaded/ })).toBeNull();
    expect(pane().queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('have nothing to follow where a reply is all that one may see of it', async () => {
    stage.answers['GET /api/chat/threads/3/messages'] = () => refused(404, 'not_found');
    window.history.replaceState(null, '', '/chat/c/1?pane=thread:3');
    stage.show(<Page />);
    await pane().findByText('It no longer exists, or you don’t have access to it.');
    act(() => stage.server.tell('thread_updated', { channelId: 1, threadId: 3, thread: threadOf() }));
    expect(stage.session.store.state.threads[3]).toBeTruthy();
    expect(pane().queryByRole('button', { name: /ollow/ })).toBeNull();
  });

  it('take replies, to the channel as well where that is ticked, once', async () => {
    await openThread();
    await userEvent.type(box(), 'third reply{Enter}');
    await waitFor(() => expect(sent('send_message')).toHaveLength(1));
    expect(sent('send_message')[0]).toMatchObject({ channelId: 1, threadId: 3, alsoToChannel: false, message: 'third reply' });
    await pane().findByText('third reply');
    const also = pane().getByRole<HTMLInputElement>('checkbox', { name: 'Also send to #general' });
    fireEvent.click(also);
    expect(also.checked).toBe(true);
    await userEvent.type(box(), 'for everyone{Enter}');
    await waitFor(() => expect(sent('send_message')[1]).toMatchObject({ threadId: 3, alsoToChannel: true }));
    expect(also.checked).toBe(false);
    await pane().findByText('Also sent to #general');
    const log = screen.getByRole('region', { name: '#general' });
    await within(log).findByText('for everyone');
    expect(within(log).queryByText('third reply')).toBeNull();
    await within(log).findByRole('button', { name: 'View thread the root' });
  });

  it('are named by their message below a reply in the channel, also where it is not loaded', async () => {
    root = { ...root, id: 9, text: 'the printer is *on fire*' };
    stage.answer('GET', '/api/chat/messages/9', () => root);
    stage.show(<ThreadLine message={messageOf({ id: 10, seq: 10, threadId: 9, alsoToChannel: true })} draft={false} />);
    screen.getByRole('button', { name: 'View thread' });
    await screen.findByRole('button', { name: 'View thread the printer is on fire' });
  });

  it('lead nowhere from a reply in the channel where they cannot be opened, until they can', async () => {
    stage.answers['GET /api/chat/messages/9'] = () => refused(404, 'not_found');
    stage.show(<ThreadLine message={messageOf({ id: 10, seq: 10, threadId: 9, alsoToChannel: true })} draft={false} />);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'View thread' })).toBeNull());
    act(() => stage.server.publish('channel_updated', { channel: { ...channel, history: 'all' }, by: 'bob' } as never));
    await screen.findByRole('button', { name: 'View thread' });
  });

  it('say whom a reply names who cannot see them', async () => {
    stage.server.mentionsOutside = ['bob', 'carol'];
    await openThread();
    await userEvent.type(box(), '@bob @carol look{Enter}');
    await screen.findByText('Bob and Carol can’t see this thread and weren’t notified.');
  });

  it('keep what was refused, to be sent again, and what was begun', async () => {
    stage.server.refuse = () => ({ code: 'forbidden', message: 'no' });
    await openThread();
    await userEvent.type(box(), 'refused{Enter}');
    await pane().findByText(/Not sent/);
    stage.server.refuse = null;
    await userEvent.click(pane().getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(sent('send_message')).toHaveLength(2));
    expect(sent('send_message')[1]).toMatchObject({ threadId: 3 });
    await userEvent.type(box(), 'begun');
    expect(stage.session.drafts.get('alice', 'thread:3')?.text).toBe('begun');
    expect(stage.session.drafts.get('alice', 'channel:1')).toBeNull();
  });

  it('show at their message, and in the list of threads, that a reply was begun', async () => {
    await openThread();
    await userEvent.type(box(), 'begun');
    const line = screen.getByRole('button', { name: /2 replies/ });
    expect(line.textContent).not.toContain('Draft');
    await userEvent.click(screen.getByRole('button', { name: /^Close/ }));
    await waitFor(() => expect(screen.getByRole('button', { name: /2 replies/ }).textContent).toContain('2 repliesDraft'));
    cleanup();
    stage.answer('GET', '/api/chat/threads', { items: [{ threadId: 3, channelId: 1, message: root, thread: threadOf() }], unreadThreads: 0 });
    stage.show(<InboxPane />);
    expect((await screen.findByRole('listitem')).textContent).toContain('2 repliesDraft');
    // Nothing begun, nothing shown.
    stage.session.drafts.set('alice', 'thread:3', { text: '', replyToId: null });
    cleanup();
    stage.show(<InboxPane />);
    expect((await screen.findByRole('listitem')).textContent).not.toContain('Draft');
  });

  it('in which a reply is begun are listed though they are not followed, and the sidebar says so', async () => {
    const gone = messageOf({ id: 8, seq: 8, channelId: 77, text: 'elsewhere' });
    stage.answer('GET', '/api/chat/messages/8', () => gone);
    for (const place of ['thread:3', 'thread:8'] as const) stage.session.drafts.set('alice', place, { text: 'begun', replyToId: null });
    stage.show([<SidebarEntries key="entries" />, <InboxPane key="inbox" />]);
    const item = await screen.findByRole('button', { name: /the root/ });
    expect(item.textContent).toContain('2 repliesDraft');
    await waitFor(() => expect(screen.getByRole('button', { name: /^Threads/ }).textContent).toBe('ThreadsDraft'));
    expect(screen.queryByText(/elsewhere/)).toBeNull();
    // Not of the one that is open, as of a conversation.
    await userEvent.click(item);
    await waitFor(() => expect(screen.getByRole('button', { name: /^Threads/ }).textContent).toBe('Threads'));
  });

  it('show that the first reply was begun', async () => {
    root = { ...root, thread: undefined };
    stage.session.store.dispatch({ type: 'channel_forgotten', channelId: 1 });
    stage.session.store.dispatch({ type: 'channel_learned', channel });
    stage.session.drafts.set('alice', 'thread:3', { text: 'begun', replyToId: null });
    stage.show(<Page />);
    await userEvent.click(await screen.findByRole('button', { name: 'Draft' }));
    await waitFor(() => expect(box().value).toBe('begun'));
    expect(screen.queryByRole('button', { name: 'Draft' })).toBeNull();
  });

  it('outlive their first message', async () => {
    root = messageOf({ id: 3, seq: 3, text: '', deletedAt: 9, thread: threadOf() });
    await openThread();
    expect(pane().getByText('This message was deleted.')).toBeTruthy();
    expect(pane().getByText('first reply')).toBeTruthy();
  });

  it('take no reply to a message that is deleted before the first, and offer what was begun', async () => {
    root = messageOf({ id: 3, seq: 3, text: 'the root' });
    replies = [];
    window.history.replaceState(null, '', '/chat/c/1?pane=thread:3');
    stage.show([<Page key="page" />, <UnsentElsewhere key="unsent" />]);
    await screen.findByRole('complementary', { name: 'Thread' });
    await userEvent.type(await pane().findByRole('textbox'), 'too late');
    expect(screen.queryByText(/1 draft is kept/)).toBeNull();
    root = { ...root, text: '', deletedAt: 9 };
    act(() => stage.server.publish('message_deleted', { messageId: 3, user: 'bob', deletedAt: 9 }));
    await pane().findByText('This message was deleted. You can’t reply to it any more.');
    expect(pane().queryByRole('textbox')).toBeNull();
    expect(pane().getByText('This message was deleted.')).toBeTruthy();
    await screen.findByText(/1 draft is kept/);
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    expect(await screen.findByText('too late')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(stage.session.drafts.get('alice', 'thread:3')).toBeNull();
  });

  it('are followed and left by their button', async () => {
    await openThread();
    await userEvent.click(pane().getByRole('button', { name: 'Unfollow thread' }));
    await waitFor(() => expect(sent('unfollow_thread')).toEqual([{ threadId: 3 }]));
    update({ following: false });
    await userEvent.click(pane().getByRole('button', { name: 'Follow thread' }));
    await waitFor(() => expect(sent('follow_thread')).toEqual([{ threadId: 3 }]));
  });

  it('are read by being seen, which reads nothing of the channel', async () => {
    root = { ...root, thread: threadOf({ unreadCount: 1 }) };
    await openThread();
    // There is no layout here: what is in view is said by the list.
    await act(async () => (await stage.session.threads()).read(3, 5));
    await act(async () => (await stage.session.threads()).read(3, 5));
    await waitFor(() => expect(sent('mark_thread_read')).toEqual([{ threadId: 3, seq: 5 }]));
    // Only the message that the channel shows was read there.
    expect(sent('mark_read').filter((read) => (read as { seq: number }).seq > 3)).toEqual([]);
  });

  it('are counted in the sidebar as the inbox has them, and anew after a login', async () => {
    let unreadThreads = 2;
    stage.answer('GET', '/api/chat/threads', () => ({ items: [], unreadThreads }));
    // Its page of messages would be taken for it.
    delete stage.answers['GET /api/chat/threads/3/messages'];
    stage.show(<SidebarEntries />);
    await act(async () => void (await stage.session.threads()));
    const entry = screen.getByRole('button', { name: /^Threads/ });
    await waitFor(() => expect(entry.textContent).toContain('2'), { timeout: 3000 });
    update({ unreadCount: 1 }, 8);
    expect(entry.textContent).toContain('3');
    update({ unreadCount: 0 }, 8);
    expect(entry.textContent).toContain('2');
    unreadThreads = 0;
    act(() => stage.server.drop());
    await waitFor(() => expect(entry.textContent).toBe('Threads'), { timeout: 5000 });
  });

  it('are listed in the inbox page by page, and open in their place', async () => {
    const item = (threadId: number, text: string, unreadCount: number) => {
      const thread = threadOf({ unreadCount });
      return { threadId, channelId: 1, message: messageOf({ id: threadId, seq: threadId, text, thread }), thread };
    };
    delete stage.answers['GET /api/chat/threads/3/messages'];
    stage.answer('GET', '/api/chat/threads', (url) =>
      url.searchParams.get('cursor') === null ? { items: [item(3, 'unread one', 2)], unreadThreads: 1, next: 'more' } : { items: [item(2, 'read one', 0)], unreadThreads: 1 },
    );
    stage.show(<InboxPane />);
    const first = await screen.findByRole('button', { name: /unread one/ });
    expect(first.textContent).toContain('2 unread');
    await userEvent.click(screen.getByRole('button', { name: 'Show more threads' }));
    const second = await screen.findByRole('button', { name: /read one.*2 replies$/ });
    expect(second.textContent).not.toContain('unread');
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    await userEvent.click(first);
    await waitFor(() => expect(window.location.pathname + window.location.search).toBe('/chat/c/1?pane=thread:3'));
  });
});
