// The threads that are known, by the message that each belongs to, and how many have unread replies.

import type { ServerEvent } from '../../protocol/events';
import type { Message, Thread } from '../../protocol/generated';
import type { FollowedThread } from '../../rest/routes.generated';
import type { Action } from '../actions';
import type { ConversationKey } from '../conversation';
import type { Slice } from '../slice';
import { departure, type AccountState } from './account';
import type { ChannelsState } from './channels';

/** A thread as the server last described it to this user. */
export interface KnownThread {
  readonly channelId: number;
  readonly thread: Thread;
  /** False while something has happened that the server has not described yet. */
  readonly certain: boolean;
  /** The value of `threadsHeard` when it was described. */
  readonly heard: number;
}

export interface ThreadsState {
  readonly threads: Readonly<Record<number, KnownThread>>;
  /** How many followed threads in conversations that are neither muted nor archived have unread replies. */
  readonly unreadThreads: number;
  /** Counts the descriptions that arrived: one that was requested before another arrived may be older than it. */
  readonly threadsHeard: number;
  /** The value of `threadsHeard` when the page that is being fetched was requested. */
  readonly threadsAsked: Readonly<Record<ConversationKey, number>>;
}

/** The maximum number of people shown with a thread. */
const MOST_PARTICIPANTS = 5;

type State = ThreadsState & AccountState & ChannelsState;

export const threads: Slice<ThreadsState, AccountState & ChannelsState, Action> = {
  initial: { threads: {}, unreadThreads: 0, threadsHeard: 0, threadsAsked: {} },
  reduce(state, action) {
    const left = departure(action, state);
    if (left !== null) return without(state, left);
    switch (action.type) {
      case 'page_requested':
        return { threadsAsked: { ...state.threadsAsked, [action.conversation]: state.threadsHeard } };
      case 'page_received':
        return described(state, action.page.items, state.threadsAsked[action.conversation] ?? 0);
      case 'message_quoted':
        return described(state, [action.message], action.heard ?? 0);
      case 'thread_learned':
        return learned(state, action);
      case 'threads_listed':
        return listed(state, action);
      case 'snapshot_received':
        return afterLogin(state, new Set(action.snapshot.channels.map(({ id }) => id)));
      case 'event_received':
        return happened(state, action.event);
      default:
        return null;
    }
  },
};

export function isUnreadThread({ following, unreadCount }: Thread): boolean {
  return following && unreadCount > 0;
}

/** Whether a thread is emphasized and counted: not in a conversation that is muted or archived. */
export function asksForAttention({ channels }: ChannelsState, channelId: number, thread: Thread): boolean {
  const channel = channels[channelId];
  return isUnreadThread(thread) && channel?.muted !== true && channel?.active !== false;
}

function happened(state: State, event: ServerEvent): Partial<ThreadsState> | null {
  if (event.name === 'thread_updated') return learned(state, event.data);
  if (event.name === 'threads_read') return allRead(state, event.data.threadIds);
  if (event.name === 'message_received' && event.data.message.threadId !== undefined) return replied(state, event.data.message, event.data.message.threadId);
  return null;
}

/** The user marked everything as read; `ids` are the threads that had something new. */
function allRead(state: ThreadsState, ids: readonly number[]): Partial<ThreadsState> {
  const read = ids.flatMap((id) => {
    const known = state.threads[id];
    return known === undefined ? [] : [[id, { ...known, thread: { ...known.thread, unreadCount: 0 } }] as const];
  });
  return { threads: { ...state.threads, ...Object.fromEntries(read) }, unreadThreads: 0 };
}

/** Takes in what messages say of their threads, unless something newer is known. */
function described(state: State, messages: readonly Message[], asked: number): Partial<ThreadsState> | null {
  const found = messages.flatMap(({ id, channelId, thread }) => {
    const known = state.threads[id];
    if (thread === undefined || (known !== undefined && known.heard > asked)) return [];
    return [[id, { channelId, thread, certain: true, heard: asked }] as const];
  });
  if (found.length === 0) return null;
  const change = found.reduce((sum, [id, now]) => sum + changeBy(state, state.threads[id], now), 0);
  return { threads: { ...state.threads, ...Object.fromEntries(found) }, unreadThreads: Math.max(0, state.unreadThreads + change) };
}

/** By how much the number of unread threads changes. One that was not known is counted already, if it is unread. */
function changeBy(state: State, known: KnownThread | undefined, now: { channelId: number; thread: Thread }): number {
  return known === undefined ? 0 : counted(state, now) - counted(state, known);
}

function counted(state: State, { channelId, thread }: { channelId: number; thread: Thread }): number {
  return Number(asksForAttention(state, channelId, thread));
}

interface Learned {
  channelId: number;
  threadId: number;
  thread: Thread;
}

/** The server has just described a thread. Those with unread replies are known from the inbox. */
function learned(state: State, { channelId, threadId, thread }: Learned): Partial<ThreadsState> {
  const heard = state.threadsHeard + 1;
  const known = state.threads[threadId];
  const now = { channelId, thread };
  const change = known === undefined ? counted(state, now) : changeBy(state, known, now);
  return {
    threads: { ...state.threads, [threadId]: { channelId, thread, certain: true, heard } },
    threadsHeard: heard,
    unreadThreads: Math.max(0, state.unreadThreads + change),
  };
}

/** A reply, before the server describes the thread: what is unread there only it can say. */
function replied(state: State, message: Message, threadId: number): Partial<ThreadsState> | null {
  const known = state.threads[threadId];
  if (known !== undefined && message.seq <= (known.thread.lastReplySeq ?? 0)) return null;
  const before = known?.thread ?? { replyCount: 0, participants: [], following: message.userId === state.me?.username, unreadCount: 0 };
  const participants = [message.userId, ...before.participants.filter((user) => user !== message.userId)].slice(0, MOST_PARTICIPANTS);
  const thread = { ...before, replyCount: before.replyCount + 1, lastReplyAt: message.createdAt, lastReplySeq: message.seq, participants };
  const heard = known?.heard ?? 0;
  return { threads: { ...state.threads, [threadId]: { channelId: message.channelId, thread, certain: false, heard } } };
}

interface Listed {
  items: readonly FollowedThread[];
  unreadThreads: number;
  /** True when every thread that is counted is among them. */
  complete: boolean;
}

/** The inbox, which holds until the next description. */
function listed(state: State, { items, unreadThreads, complete }: Listed): Partial<ThreadsState> {
  const heard = state.threadsHeard;
  const found = Object.fromEntries(items.map(({ threadId, channelId, thread }) => [threadId, { channelId, thread, certain: true, heard }] as const));
  const others = complete ? changed(state.threads, (known) => (counted(state, known) > 0 ? { ...known, thread: { ...known.thread, unreadCount: 0 } } : known)) : state.threads;
  return { threads: { ...others, ...found }, unreadThreads };
}

/** What was described before a login may have changed. */
function afterLogin(state: ThreadsState, joined: ReadonlySet<number>): Partial<ThreadsState> {
  const kept = Object.entries(state.threads).filter(([, { channelId }]) => joined.has(channelId));
  return { threads: changed(Object.fromEntries(kept), (known) => ({ ...known, certain: false })) };
}

/** Without the threads of a channel that the user has left. */
function without(state: State, channelId: number): Partial<ThreadsState> {
  const entries = Object.entries(state.threads);
  const gone = entries.filter(([, known]) => known.channelId === channelId && counted(state, known) > 0).length;
  const kept = entries.filter(([, known]) => known.channelId !== channelId);
  return { threads: Object.fromEntries(kept), unreadThreads: Math.max(0, state.unreadThreads - gone) };
}

function changed(all: ThreadsState['threads'], change: (known: KnownThread) => KnownThread): ThreadsState['threads'] {
  return Object.fromEntries(Object.entries(all).map(([id, known]) => [id, change(known)]));
}
