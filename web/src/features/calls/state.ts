// What the page knows of calls: those that ring, and the one that this page is in. Immutable, and outside the state
// of conversations: what happens in a call renders no message.

import type { CallDevice, CallMode, CallType, ChannelView, DeclineReason, IncomingCall } from '../../core/protocol/generated';
import type { Choice } from './media/devices';
import type { Level } from './media/limits';
import type { Problem } from './media/local';
import type { LinkState } from './media/peer';
import type { Reason } from './media/quality';
import type { Tracks } from './media/roles';

/** One device of somebody in the call. */
export interface Other {
  /** Its name among all: `user|deviceId`. */
  key: string;
  user: string;
  device: CallDevice;
  link: LinkState;
  tracks: Tracks;
  speaking: boolean;
  /** From 0 to 1, for this user alone. */
  volume: number;
}

export interface Own {
  muted: boolean;
  /** True while a muted microphone hears somebody. */
  unheard: boolean;
  speaking: boolean;
  camera: boolean;
  screen: boolean;
  hand: boolean;
  /** True while others may annotate the screen that is shared here. */
  annotate: boolean;
  tracks: Tracks;
  choice: Choice;
}

export type Phase = 'starting' | 'calling' | 'active' | 'reconnecting' | 'ended';

/** Why somebody who was asked does not come. */
export type Refusal = DeclineReason;

const REFUSALS: readonly string[] = ['declined', 'busy', 'unavailable', 'timeout'] satisfies Refusal[];

/** What the server says of somebody; a word that is new to this page says only that they do not come. */
export function refusalOf(reason: string): Refusal {
  return REFUSALS.includes(reason) ? (reason as Refusal) : 'unavailable';
}

/** Why a call is over for this page. */
export type Ending = Refusal | 'hung_up' | 'completed' | 'moved' | 'removed' | 'error';

const SAID_BY_SERVER: readonly string[] = [...REFUSALS, ...(['completed', 'error'] satisfies Ending[])];

/**
 * What the server says of the end; a word that is new to this page is an end like any other. Where nobody came, the server says
 * `declined`, and the one reason of everybody, if there is one, is the better word.
 */
export function endingOf(reason: string, refusals: ReadonlySet<Refusal>): Ending {
  if (!SAID_BY_SERVER.includes(reason)) return 'completed';
  const [refusal, another] = refusals;
  return reason === 'declined' && refusal !== undefined && another === undefined ? refusal : (reason as Ending);
}

/** What happened, for those who cannot see it. */
export interface Said {
  id: number;
  what: Refusal | 'joined' | 'left' | 'shares' | 'stopped' | 'reconnecting' | 'connected' | 'deaf' | 'hears';
  user: string;
}

/** How the call stands on the page. */
export type Shape = 'docked' | 'floating' | 'stage';

export interface Current {
  sessionId: number | null;
  channelId: number;
  /** The conversation as it was known last: the user may have left it. */
  channel: ChannelView | null;
  callType: CallType;
  mode: CallMode;
  phase: Phase;
  ending: Ending | null;
  /** By the server's clock. */
  answeredAt: number | null;
  /** In seconds, once it is over. */
  duration: number | null;
  ringing: readonly string[];
  others: readonly Other[];
  own: Own;
  level: Level;
  /** Why it is no better. */
  reason: Reason | null;
  /** True while the page says why the connection is no better. */
  explained: boolean;
  /** True while the browser plays nothing until the user does something. */
  blocked: boolean;
  problems: readonly Problem[];
  said: Said | null;
  shape: Shape;
  /** The key of whoever is shown large, or `null` for nobody in particular. */
  pinned: string | null;
  /** The key of the shared screen that the user annotates. */
  annotating: string | null;
  /** Who spoke last, by key. */
  speaker: string | null;
}

export interface CallsState {
  incoming: readonly IncomingCall[];
  current: Current | null;
  /** A call that the user is in on another device: whether this one takes its place is asked. */
  second: { channelId: number; sessionId: number } | null;
}

export const NOTHING: CallsState = { incoming: [], current: null, second: null };

/** A call that nobody is in yet, with what this device sends. */
export function begun(channelId: number, callType: CallType, own: Omit<Own, 'hand' | 'annotate' | 'unheard' | 'speaking'>): Current {
  return {
    sessionId: null,
    channelId,
    channel: null,
    callType,
    mode: 'peer',
    phase: 'starting',
    ending: null,
    answeredAt: null,
    duration: null,
    ringing: [],
    others: [],
    own: { ...own, hand: false, annotate: true, unheard: false, speaking: false },
    level: 'excellent',
    reason: null,
    explained: false,
    blocked: false,
    problems: [],
    said: null,
    shape: callType === 'audio' ? 'docked' : 'stage',
    pinned: null,
    annotating: null,
    speaker: null,
  };
}

/** Whether the user hears anybody: the browser may play nothing yet, or the user has turned everyone down. */
export function hears({ blocked, others }: Current): boolean {
  return !blocked && (others.length === 0 || others.some(({ volume }) => volume > 0));
}

export const keyOf = (user: string, deviceId: string): string => `${user}|${deviceId}`;

type Listener = () => void;

/** Holds the state of calls and tells of changes. */
export class CallsStore {
  #state = NOTHING;
  readonly #listeners = new Set<Listener>();

  get state(): CallsState {
    return this.#state;
  }

  set(change: Partial<CallsState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Changes the current call, if there is one. */
  change(change: Partial<Current>): void {
    const { current } = this.#state;
    if (current !== null) this.set({ current: { ...current, ...change } });
  }

  other(key: string, change: Partial<Other>): void {
    const { current } = this.#state;
    if (current === null) return;
    this.change({ others: current.others.map((other) => (other.key === key ? { ...other, ...change } : other)) });
  }

  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
