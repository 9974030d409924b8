// Messages that the server has not confirmed yet.

import type { ErrorCode } from '../../protocol/errors';
import type { FileInfo, Message } from '../../protocol/generated';
import type { Action } from '../actions';
import type { ConversationKey } from '../conversation';
import { memoised } from '../memoised';
import type { Slice } from '../slice';
import type { TimelinesState } from './timelines';

export type OutgoingStatus = 'waiting' | 'sending' | 'failed';

/** A message that the server has not confirmed yet. */
export interface Outgoing {
  readonly clientId: string;
  /** The channel that it is sent in, also of a reply in a thread. */
  readonly channelId: number;
  readonly conversation: ConversationKey;
  readonly text: string;
  readonly replyToId: number | null;
  readonly files?: readonly FileInfo[] | undefined;
  readonly createdAt: number;
  readonly status: OutgoingStatus;
  /** Why it was refused; only when `failed`. With `recipients` the user must confirm that it notifies so many people, `offDuty` of whom are off duty. */
  readonly error: { code: ErrorCode; message: string; recipients?: number; offDuty?: number } | null;
}

export interface OutgoingState {
  /** In the order they will be sent. */
  readonly outgoing: readonly Outgoing[];
}

export const outgoing: Slice<OutgoingState, object, Action> = {
  initial: { outgoing: [] },
  reduce: (_state, action) => (action.type === 'outgoing_changed' ? { outgoing: action.outgoing } : null),
};

/** The unconfirmed messages of a conversation that are not in its timeline yet. */
export function outgoingOf(state: OutgoingState & TimelinesState, conversation: ConversationKey): readonly Outgoing[] {
  if (state.outgoing.length === 0) return state.outgoing;
  return unshown(state.outgoing)(state.timelines[conversation]?.messages ?? NOT_LOADED).get(conversation) ?? NONE;
}

const NONE: readonly Outgoing[] = [];
const NOT_LOADED: readonly Message[] = [];

/** Groups the messages by conversation. */
const unshown = /* @__PURE__ */ memoised((all: readonly Outgoing[]) =>
  memoised((messages: readonly Message[]) => {
    const shown = new Set(messages.slice(-100).map(({ clientId }) => clientId));
    const waiting = new Map<ConversationKey, Outgoing[]>();
    for (const message of all) {
      if (!shown.has(message.clientId)) waiting.set(message.conversation, [...(waiting.get(message.conversation) ?? []), message]);
    }
    return waiting;
  }),
);
