// The whole state of a client, as one immutable value that is combined from slices.

import type { Action } from './actions';
import { compose, type Composed, type Slice, type StateOf } from './slice';
import { account } from './slices/account';
import { activeCalls } from './slices/active-calls';
import { channels } from './slices/channels';
import { connection, type ConnectionState } from './slices/connection';
import { learned } from './slices/learned';
import { login } from './slices/login';
import { notifications } from './slices/notifications';
import { outgoing } from './slices/outgoing';
import { people } from './slices/people';
import { quoted } from './slices/quoted';
import { reminders } from './slices/reminders';
import { scheduled } from './slices/scheduled';
import { placeOf, streams, type StreamsState } from './slices/streams';
import { threads } from './slices/threads';
import { timelines } from './slices/timelines';
import { typing } from './slices/typing';
import type { Store } from './store';

export { DEFAULT_LIMITS } from './slices/limits';
export { UNREAD_CAP } from './slices/channels';
export type { Outgoing, OutgoingStatus } from './slices/outgoing';
export { EMPTY_TIMELINE, type LoadError, type PageSide, type Timeline } from './timeline';

/** The slices of a live session. The widget uses only these. */
const LIVE_SLICES = [connection, account, streams, channels, timelines, people, typing, outgoing] as const;
/** The slices of the page. */
const CHAT_SLICES = [...LIVE_SLICES, login, learned, activeCalls, quoted, threads, notifications, scheduled, reminders] as const;

export type LiveState = StateOf<typeof LIVE_SLICES>;
export type ChatState = StateOf<typeof CHAT_SLICES>;
export type LiveStore = Store<LiveState, Action>;
export type ChatStore = Store<ChatState, Action>;

/** Combines slices with the rules for all of them: an event is applied once, and logging out clears the state. */
function session<State extends ConnectionState & StreamsState>(slices: readonly Slice<Partial<State>, State, Action>[]): Composed<State, Action> {
  const { initial, reduce } = compose(slices);
  return {
    initial,
    reduce(state, action) {
      if (action.type === 'signed_out') return { ...initial, phase: state.phase };
      const seen = action.type === 'event_received' && placeOf(state, action.event) === 'seen';
      return seen ? state : reduce(state, action);
    },
  };
}

/** A store of each: `new Store(LIVE)`. */
export const LIVE = /* @__PURE__ */ session<LiveState>(LIVE_SLICES);
export const CHAT = /* @__PURE__ */ session<ChatState>(CHAT_SLICES);
