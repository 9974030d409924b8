// All that the client knows, as one immutable value. How it changes is in `reducer`.

import type { ErrorCode } from '../protocol/errors';
import type { ChannelEvent } from '../protocol/events';
import type { ChannelView, Limits, Message, Person, Presence } from '../protocol/generated';
import type { Phase } from '../socket/socket';
import type { ConversationKey } from './conversation';

/** Which run of messages is being fetched. */
export type PageSide = 'latest' | 'before' | 'after' | 'around';

/** Why a fetch failed, and of which run. */
export interface LoadError {
  readonly code: ErrorCode;
  readonly side: PageSide;
}

/** The loaded, gapless run of a conversation's messages. */
export interface Timeline {
  /** Ascending by `seq`. */
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  /** True while newer messages exist that are not loaded: live ones must not be appended. */
  readonly hasAfter: boolean;
  readonly loading: PageSide | null;
  /** The last fetch failed; shown with a way to try again. */
  readonly error: LoadError | null;
  /** The server could not say what was missed: to be fetched anew. */
  readonly stale: boolean;
  /** Events that came during a fetch; applied again on its result, which may be older. */
  readonly late: readonly ChannelEvent[];
}

export type OutgoingStatus = 'waiting' | 'sending' | 'failed';

/** A message that the server has not confirmed yet. */
export interface Outgoing {
  readonly clientId: string;
  readonly conversation: ConversationKey;
  readonly text: string;
  readonly replyToId: number | null;
  readonly createdAt: number;
  readonly status: OutgoingStatus;
  /** Why it was refused; only when `failed`. */
  readonly error: { code: ErrorCode; message: string } | null;
}

export interface ChatState {
  readonly phase: Phase;
  /** When the state last equalled the server's, by this device's clock. */
  readonly lastSyncAt: number | null;
  /** Server time minus this device's: relative times stay right on a wrong clock. */
  readonly clockOffsetMs: number;
  readonly limits: Pick<Limits, 'messageCharacters' | 'statusCharacters' | 'mentions' | 'presenceMembers'>;
  /** Which build the server said it is; `undefined` until it is connected. */
  readonly build?: string;
  /** Set by the first snapshot. */
  readonly me: Person | null;
  readonly permissions: readonly string[];
  /** The last event seen of the user's own stream. */
  readonly userSeq: number;
  readonly channels: Readonly<Record<number, ChannelView>>;
  /** The last event seen of each channel. */
  readonly positions: Readonly<Record<number, number>>;
  /** Up to which event of each channel the server has counted what is unread; later ones are counted here. */
  readonly counted: Readonly<Record<number, number>>;
  /** Up to which event of each channel the last login knew already: later ones come live. */
  readonly liveAfter: Readonly<Record<number, number>>;
  readonly timelines: Readonly<Record<ConversationKey, Timeline>>;
  /** Messages outside the timelines that something refers to, e.g. what a reply quotes. */
  readonly quoted: Readonly<Record<number, Message>>;
  readonly people: Readonly<Record<string, Person>>;
  readonly presence: Readonly<Record<string, Presence>>;
  /** Conversation → who types there → until when that holds, by this device's clock. */
  readonly typing: Readonly<Record<ConversationKey, Readonly<Record<string, number>>>>;
  /** In the order they will be sent. */
  readonly outgoing: readonly Outgoing[];
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

/** What every server of version 1 allows; `hello` says what this one does. */
export const DEFAULT_LIMITS: ChatState['limits'] = {
  messageCharacters: 5000,
  statusCharacters: 100,
  mentions: 50,
  presenceMembers: 500,
};

/** Unread counters stop here and show as "99+". */
export const UNREAD_CAP = 100;

export const INITIAL_STATE: ChatState = {
  phase: { name: 'idle' },
  lastSyncAt: null,
  clockOffsetMs: 0,
  limits: DEFAULT_LIMITS,
  me: null,
  permissions: [],
  userSeq: 0,
  channels: {},
  positions: {},
  counted: {},
  liveAfter: {},
  timelines: {},
  quoted: {},
  people: {},
  presence: {},
  typing: {},
  outgoing: [],
};
