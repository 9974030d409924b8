// Messages outside the timelines that others refer to, e.g. that a reply quotes or that was forwarded.

import { isMessageEvent, type MessageEvent, type ServerEvent } from '../../protocol/events';
import type { Message } from '../../protocol/generated';
import type { Action } from '../actions';
import { changeMessage, edited, subjectOf } from '../timeline';
import type { Slice } from '../slice';
import { departure, type AccountState } from './account';

export interface QuotedState {
  readonly quoted: Readonly<Record<number, Message>>;
  /** Those that the server did not give: they are gone, or the user may not see them. */
  readonly withheld: Readonly<Record<number, true>>;
  /** Counts what may show the user more than before: what was withheld is asked for again. */
  readonly reveals: number;
}

export const quoted: Slice<QuotedState, AccountState, Action> = {
  initial: { quoted: {}, withheld: {}, reveals: 0 },
  reduce(state, action) {
    const left = departure(action, state);
    if (left !== null) return { quoted: outside(state.quoted, left) };
    switch (action.type) {
      case 'message_quoted':
        return { quoted: { ...state.quoted, [action.message.id]: action.message } };
      case 'quote_withheld':
        return { withheld: { ...state.withheld, [action.messageId]: true } };
      case 'message_kept': {
        const { message } = action;
        const known = state.quoted[message.id];
        return known === undefined ? null : { quoted: { ...state.quoted, [message.id]: edited(known, message) } };
      }
      case 'snapshot_received':
        return action.snapshot.resumed ? null : { quoted: {}, ...reveal(state) };
      case 'event_received':
        if (mayReveal(action.event)) return reveal(state);
        return isMessageEvent(action.event) ? happened(state, action.event) : null;
      default:
        return null;
    }
  },
};

/** Whether the user may see more than before. */
function mayReveal({ name }: ServerEvent): boolean {
  return name === 'channel_joined' || name === 'channel_updated';
}

function reveal({ reveals }: QuotedState): Partial<QuotedState> {
  return { withheld: {}, reveals: reveals + 1 };
}

/** Without the messages of a channel that the user has left, which may be closed to them now. */
function outside(all: QuotedState['quoted'], channelId: number): QuotedState['quoted'] {
  return Object.fromEntries(Object.entries(all).filter(([, message]) => message.channelId !== channelId));
}

function happened(state: QuotedState, event: MessageEvent): Partial<QuotedState> | null {
  const id = subjectOf(event);
  const message = id === null ? undefined : state.quoted[id];
  if (id === null || message === undefined) return null;
  return { quoted: { ...state.quoted, [id]: changeMessage(message, event) } };
}
