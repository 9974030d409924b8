import { describe, expect, it } from 'vitest';

import { channelOf, messageOf, personOf } from '../../../tests/fakes/samples';
import type { ServerEvent } from '../protocol/events';
import type { Message, Thread } from '../protocol/generated';
import type { Action } from './actions';
import { CHAT, type ChatState } from './state';

const threadOf = (change: Partial<Thread> = {}): Thread => ({
  replyCount: 1,
  lastReplyAt: 5,
  lastReplySeq: 5,
  participants: ['bob'],
  following: true,
  unreadCount: 1,
  ...change,
});

const after = (...actions: Action[]): ChatState => actions.reduce((state, action) => CHAT.reduce(state, action), CHAT.initial);
const snapshot = (resumed = false, seq = 10): Action => ({
  type: 'snapshot_received',
  at: 0,
  snapshot: { user: personOf('alice'), permissions: [], userSeq: 0, serverTime: 0, channels: [channelOf({ id: 1, seq })], presence: {}, parts: 0, resumed },
});
const event = (happened: ServerEvent): Action => ({ type: 'event_received', event: happened, at: 0 });
const updated = (thread: Partial<Thread>, threadId = 3): Action => event({ name: 'thread_updated', data: { channelId: 1, threadId, thread: threadOf(thread) } });
const page = (conversation: 'channel:1' | 'thread:3', items: Message[]): Action => ({
  type: 'page_received',
  conversation,
  side: 'latest',
  page: { items, hasBefore: false, hasAfter: false },
});
const received = (seq: number, change: Partial<Message> = {}): Action =>
  event({
    name: 'message_received',
    data: {
      stream: 'channel',
      channelId: 1,
      seq,
      channel: { id: 1, name: 'general', type: 'public' },
      message: messageOf({ id: 100 + seq, seq, threadId: 3, ...change }),
    },
  });
const ids = (state: ChatState, key: 'channel:1' | 'thread:3'): number[] | undefined => state.timelines[key]?.messages.map(({ id }) => id);

describe('a loaded thread', () => {
  const loaded = [snapshot(), page('channel:1', [messageOf({ id: 3, seq: 3 })]), page('thread:3', [])];

  it('gets its replies, the channel those that were sent to it as well', () => {
    const state = after(...loaded, received(11), received(12, { alsoToChannel: true }), received(13, { threadId: 4 }));
    expect(ids(state, 'thread:3')).toEqual([111, 112]);
    expect(ids(state, 'channel:1')).toEqual([3, 112]);
  });

  it('follows what happens to a reply, in both places', () => {
    const state = after(
      ...loaded,
      received(11, { alsoToChannel: true }),
      event({ name: 'message_deleted', data: { stream: 'channel', channelId: 1, seq: 12, messageId: 111, user: 'bob', deletedAt: 7 } }),
    );
    const deleted = (key: 'channel:1' | 'thread:3') => state.timelines[key]?.messages.at(-1)?.deletedAt;
    expect([deleted('channel:1'), deleted('thread:3')]).toEqual([7, 7]);
  });

  it('takes in what was sent by this client', () => {
    const state = after(...loaded, { type: 'message_kept', message: messageOf({ id: 111, seq: 11, threadId: 3 }) });
    expect([ids(state, 'thread:3'), ids(state, 'channel:1')]).toEqual([[111], [3]]);
  });

  it('is stale after a login that does not resume, and gone with its channel', () => {
    const begun = [...loaded, received(11)];
    expect(after(...begun, snapshot(true)).timelines['thread:3']?.stale).toBe(false);
    expect(after(...begun, snapshot(false)).timelines['thread:3']?.stale).toBe(true);
    const left = after(...begun, updated({}), { type: 'channel_forgotten', channelId: 1 });
    expect(left.timelines['thread:3']).toBeUndefined();
    expect([left.threads, left.unreadThreads]).toEqual([{}, 0]);
  });
});

describe('what is known of threads', () => {
  it('comes with pages and messages, unless something newer is known', () => {
    const root = messageOf({ id: 3, seq: 3, thread: threadOf({ replyCount: 2 }) });
    const asked: Action = { type: 'page_requested', conversation: 'channel:1', side: 'latest' };
    expect(after(snapshot(), asked, page('channel:1', [root])).threads[3]?.thread.replyCount).toBe(2);
    const raced = after(snapshot(), asked, updated({ replyCount: 3 }), page('channel:1', [root]));
    expect(raced.threads[3]?.thread.replyCount).toBe(3);
    expect(after(snapshot(), updated({ replyCount: 3 }), asked, page('channel:1', [root])).threads[3]?.thread.replyCount).toBe(2);
  });

  it('counts a reply before the server describes the thread, but nothing as unread', () => {
    const state = after(snapshot(), updated({ unreadCount: 0 }), received(11, { userId: 'carol', createdAt: 9 }));
    expect(state.threads[3]).toMatchObject({ certain: false, thread: { replyCount: 2, lastReplySeq: 11, lastReplyAt: 9, participants: ['carol', 'bob'], unreadCount: 0 } });
    const described = after(snapshot(), updated({ replyCount: 2, lastReplySeq: 11 }), received(11));
    expect(described.threads[3]).toMatchObject({ certain: true, thread: { replyCount: 2 } });
  });

  it('keeps the number of unread threads, from any description', () => {
    const inbox: Action = {
      type: 'threads_listed',
      items: [{ threadId: 3, channelId: 1, message: messageOf({ id: 3 }), thread: threadOf() }],
      unreadThreads: 1,
      complete: true,
    };
    expect(after(snapshot(), inbox).unreadThreads).toBe(1);
    expect(after(snapshot(), inbox, updated({ unreadCount: 2 })).unreadThreads).toBe(1);
    expect(after(snapshot(), inbox, updated({ unreadCount: 0 })).unreadThreads).toBe(0);
    expect(after(snapshot(), inbox, updated({ following: false })).unreadThreads).toBe(0);
    expect(after(snapshot(), inbox, updated({}, 4)).unreadThreads).toBe(2);
    expect(after(snapshot(), inbox, updated({ following: false }, 4)).unreadThreads).toBe(1);
    const read: Action = { type: 'thread_learned', channelId: 1, threadId: 3, thread: threadOf({ unreadCount: 0 }) };
    expect(after(snapshot(), inbox, read, read).unreadThreads).toBe(0);
  });

  it('does not count threads of muted conversations', () => {
    const mute = (muted: boolean): Action =>
      event({ name: 'preferences_updated', data: { stream: 'user', seq: muted ? 1 : 2, channelId: 1, muted, mutedUntil: null, pinned: false, hidden: false, notify: 'mentions', channelSeq: 10 } });
    const muted = after(snapshot(), mute(true), updated({}), updated({ unreadCount: 2 }));
    expect([muted.unreadThreads, muted.threads[3]?.thread.unreadCount]).toEqual([0, 2]);
    const empty: Action = { type: 'threads_listed', items: [], unreadThreads: 0, complete: true };
    expect(after(snapshot(), mute(true), updated({}), empty).threads[3]?.thread.unreadCount).toBe(1);
    expect(after(snapshot(), mute(true), mute(false), updated({})).unreadThreads).toBe(1);
  });

  it('is corrected by an inbox that no longer lists a thread as unread', () => {
    const empty: Action = { type: 'threads_listed', items: [], unreadThreads: 0, complete: true };
    const state = after(snapshot(), updated({}), empty);
    expect([state.unreadThreads, state.threads[3]?.thread.unreadCount]).toEqual([0, 0]);
  });
});
