// Who is typing where.

import type { Action } from '../actions';
import { channelKey, type ConversationKey } from '../conversation';
import { memoised } from '../memoised';
import { without, type Slice } from '../slice';
import { departure, type AccountState } from './account';

type Typists = Readonly<Record<string, number>>;

export interface TypingState {
  /** Conversation → user → when their typing expires, by the device's clock. */
  readonly typing: Readonly<Record<ConversationKey, Typists>>;
}

/** How long "is typing" is shown without another notification. */
export const TYPING_LASTS_MS = 6000;

export const typing: Slice<TypingState, AccountState, Action> = {
  initial: { typing: {} },
  reduce(state, action) {
    const left = departure(action, state);
    if (left !== null) return { typing: without(state.typing, channelKey(left)) };
    switch (action.type) {
      case 'snapshot_received':
        return { typing: {} };
      case 'phase_changed':
        return action.phase.name === 'online' || Object.keys(state.typing).length === 0 ? null : { typing: {} };
      case 'typing_expired':
        return unexpired(state.typing, action.at);
      case 'event_received': {
        const { name, data } = action.event;
        if (name === 'message_received') return stopped(state, channelKey(data.channelId), data.message.userId);
        if (name !== 'user_typing') return null;
        const conversation = channelKey(data.channelId);
        return data.typing ? started(state, conversation, data.user, action.at) : stopped(state, conversation, data.user);
      }
      default:
        return null;
    }
  },
};

function started(state: TypingState & AccountState, conversation: ConversationKey, user: string, at: number): TypingState | null {
  if (user === state.me?.username) return null;
  const typists = { ...state.typing[conversation], [user]: at + TYPING_LASTS_MS };
  return { typing: { ...state.typing, [conversation]: typists } };
}

function stopped(state: TypingState, conversation: ConversationKey, user: string): TypingState | null {
  const typists = state.typing[conversation] ?? {};
  if (typists[user] === undefined) return null;
  return { typing: { ...state.typing, [conversation]: without(typists, user) } };
}

function unexpired(all: TypingState['typing'], at: number): TypingState | null {
  const isOver = ([, until]: [string, number]): boolean => until <= at;
  const conversations = Object.entries(all).map(([conversation, typists]) => [conversation, Object.entries(typists)] as const);
  if (!conversations.some(([, typists]) => typists.some(isOver))) return null;
  const left = conversations.map(([conversation, typists]) => [conversation, typists.filter((one) => !isOver(one))] as const).filter(([, typists]) => typists.length > 0);
  return { typing: Object.fromEntries(left.map(([conversation, typists]) => [conversation, Object.fromEntries(typists)])) };
}

/** Who is typing in a conversation now. */
export function typistsOf(state: TypingState, conversation: ConversationKey): readonly string[] {
  const typists = state.typing[conversation];
  return typists === undefined ? NOBODY : names(typists);
}

const NOBODY: readonly string[] = [];
const names = /* @__PURE__ */ memoised((typists: Typists) => Object.keys(typists));
