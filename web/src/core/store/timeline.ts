// The loaded run of messages of one conversation, and how events change it. Pure; knows no other conversation.

import type { ErrorCode } from '../protocol/errors';
import type { ChannelEvent, MessageEvent } from '../protocol/events';
import type { Message, MessagePinned, Reaction } from '../protocol/generated';
import type { MessagePage } from '../rest/client';

/** The run of messages that is being fetched. */
export type PageSide = 'latest' | 'before' | 'after' | 'around';

/** Why the fetch of a run failed. */
export interface LoadError {
  readonly code: ErrorCode;
  readonly side: PageSide;
}

/** The loaded, gapless run of a conversation's messages. */
export interface Timeline {
  /** Ascending by `seq`. */
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  /** True while there are newer messages that are not loaded, so that live ones must not be appended. */
  readonly hasAfter: boolean;
  readonly loading: PageSide | null;
  /** Set if the last fetch failed; shown with a button to try again. */
  readonly error: LoadError | null;
  /** True if missed events could not be replayed, so that the run must be fetched again. */
  readonly stale: boolean;
  /** The thread of the position that the run was fetched around, if that is a reply that the channel does not show. */
  readonly threadAt?: number | null;
  /** Events that arrived during a fetch. They are applied again to its result, which may be older. */
  readonly late: readonly MessageEvent[];
}

export const EMPTY_TIMELINE: Timeline = {
  messages: [],
  hasBefore: true,
  hasAfter: false,
  loading: null,
  error: null,
  stale: false,
  late: [],
};

/** Applies an event; during a fetch it is also stored, to be applied to the result of the fetch. */
export function applyEvent(timeline: Timeline, event: MessageEvent): Timeline {
  // It replaces an event that did not fit into a frame, so its message must be loaded again.
  if ((event.name as string) === 'event_omitted') return { ...timeline, stale: true };
  // Messages that were hidden can be loaded now.
  if (event.name === 'message_received' && event.data.message.system?.event === 'history_changed') return { ...timeline, stale: true };
  const late = timeline.loading === null ? timeline.late : [...timeline.late, event];
  const open = !timeline.hasAfter && !timeline.stale && timeline.loading !== 'latest';
  const messages = applyToMessages(timeline.messages, event, open);
  if (messages === timeline.messages && late === timeline.late) return timeline;
  return { ...timeline, messages, late };
}

/** Adds a fetched page to the loaded run. */
export function applyPage(timeline: Timeline, side: PageSide, page: MessagePage): Timeline {
  const before = side === 'before';
  const after = side === 'after';
  const fresh = !before && !after;
  const joined = fresh ? page.items : merge(timeline.messages, page.items);
  const hasAfter = before ? timeline.hasAfter : page.hasAfter;
  const messages = timeline.late.reduce(
    (known, event) => applyToMessages(known, event, !hasAfter),
    joined,
  );
  return {
    messages,
    hasBefore: after ? timeline.hasBefore : page.hasBefore,
    hasAfter,
    loading: null,
    error: null,
    stale: fresh ? false : timeline.stale,
    threadAt: fresh ? (page.threadId ?? null) : (timeline.threadAt ?? null),
    late: [],
  };
}

/** Adds a message that the server confirmed in its reply. */
export function keepMessage(timeline: Timeline, message: Message): Timeline {
  const known = timeline.messages.findLast((other) => other.id === message.id);
  const open = !timeline.hasAfter && !timeline.stale && timeline.loading !== 'latest';
  if (known === undefined && !open) return timeline;
  return { ...timeline, messages: merge(timeline.messages, [known ? edited(known, message) : message]) };
}

/** Merges two ascending runs; for a message in both, the second run's is used. */
export function merge(known: readonly Message[], added: readonly Message[]): readonly Message[] {
  const first = added[0]?.seq ?? 0;
  const last = added.at(-1)?.seq ?? -1;
  const from = known.findLastIndex(({ seq }) => seq < first) + 1;
  const to = known.findLastIndex(({ seq }) => seq <= last) + 1;
  // Sorts only where they overlap, since the loaded run may be long.
  const bySeq = new Map([...known.slice(from, to), ...added].map((message) => [message.seq, message]));
  const between = [...bySeq.values()].toSorted((one, other) => one.seq - other.seq);
  return [...known.slice(0, from), ...between, ...known.slice(to)];
}

/** Returns a message after an event; the same object if the event does not change it. */
export function changeMessage(message: Message, event: MessageEvent): Message {
  switch (event.name) {
    case 'message_updated':
      return event.data.message.id === message.id ? edited(message, event.data.message) : message;
    case 'message_deleted':
      return event.data.messageId === message.id ? tombstone(message, event.data.deletedAt) : message;
    case 'message_pinned':
    case 'message_unpinned': {
      const { messageId, pinnedBy = null, pinnedAt = null } = event.data as Partial<MessagePinned>;
      return messageId === message.id ? { ...message, pinnedBy, pinnedAt } : message;
    }
    case 'reaction_added':
    case 'reaction_removed': {
      if (event.data.messageId !== message.id || message.deletedAt !== null) return message;
      return { ...message, reactions: withReaction(message, event) };
    }
    case 'saved_updated':
      return event.data.messageId === message.id ? withSaved(message, event.data.savedAt) : message;
    default:
      return message;
  }
}

/**
 * Applies an edited message. It names only the first people of each reaction, and not whether the user saved it;
 * what is known of both stays.
 */
export function edited(before: Message, after: Message): Message {
  const reactions = after.reactions.map((one) => ({ ...one, users: union(one.users, givenOf(before, one.emoji).users) }));
  return withSaved({ ...after, reactions }, before.savedAt ?? null);
}

function withSaved({ savedAt: _before, ...message }: Message, savedAt: number | null): Message {
  return savedAt === null ? message : { ...message, savedAt };
}

/** Adds or removes a reaction. Idempotent; a kind that nobody uses any more is removed. */
function withReaction(message: Message, { name, data }: ReactionEvent): Reaction[] {
  const { emoji, user, count } = data;
  const given = givenOf(message, emoji);
  const users = name === 'reaction_added' ? union(given.users, [user]) : given.users.filter((other) => other !== user);
  return union(message.reactions, [given])
    .map((kind) => (kind === given ? { emoji, users, count } : kind))
    .filter((kind) => kind.count > 0);
}

type ReactionEvent = Extract<ChannelEvent, { name: 'reaction_added' | 'reaction_removed' }>;

function givenOf({ reactions }: Message, emoji: string): Reaction {
  return reactions.find((reaction) => reaction.emoji === emoji) ?? { emoji, users: [], count: 0 };
}

function union<T>(some: readonly T[], others: readonly T[]): T[] {
  return [...new Set([...some, ...others])];
}

function applyToMessages(
  messages: readonly Message[],
  event: MessageEvent,
  open: boolean,
): readonly Message[] {
  if (event.name === 'message_received') {
    const { message } = event.data;
    return open ? merge(messages, [message]) : messages;
  }
  const id = subjectOf(event);
  if (id === null) return messages;
  const index = messages.findLastIndex((message) => message.id === id);
  const message = messages[index];
  if (message === undefined) return messages;
  const changed = changeMessage(message, event);
  return changed === message ? messages : messages.with(index, changed);
}

/** A reply in a thread that is not shown in the channel. */
export function isOnlyInThread({ threadId, alsoToChannel }: Pick<Message, 'threadId' | 'alsoToChannel'>): boolean {
  return threadId !== undefined && alsoToChannel !== true;
}

/** The message that an event changes; `null` for one that changes none. */
export function subjectOf({ name, data }: MessageEvent): number | null {
  if (name === 'message_updated') return data.message.id;
  return 'messageId' in data ? data.messageId : null;
}

function tombstone({ system: _said, ...message }: Message, deletedAt: number): Message {
  return {
    ...message,
    text: '',
    mentions: [],
    file: null,
    reactions: [],
    ticketReference: null,
    pinnedBy: null,
    pinnedAt: null,
    deletedAt,
  };
}
