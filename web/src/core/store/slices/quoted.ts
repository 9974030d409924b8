// Messages outside the timelines that others refer to, e.g. that a reply quotes.

import { isChannelEvent, type ChannelEvent } from '../../protocol/events';
import type { Message } from '../../protocol/generated';
import type { Action } from '../actions';
import { changeMessage, edited, subjectOf } from '../timeline';
import type { Slice } from '../slice';

export interface QuotedState {
  readonly quoted: Readonly<Record<number, Message>>;
}

export const quoted: Slice<QuotedState, object, Action> = {
  initial: { quoted: {} },
  reduce(state, action) {
    switch (action.type) {
      case 'message_quoted':
        return { quoted: { ...state.quoted, [action.message.id]: action.message } };
      case 'message_kept': {
        const { message } = action;
        const known = state.quoted[message.id];
        return known === undefined ? null : { quoted: { ...state.quoted, [message.id]: edited(known, message) } };
      }
      case 'snapshot_received':
        return action.snapshot.resumed ? null : { quoted: {} };
      case 'event_received':
        return isChannelEvent(action.event) ? happened(state, action.event) : null;
      default:
        return null;
    }
  },
};

function happened(state: QuotedState, event: ChannelEvent): QuotedState | null {
  const id = subjectOf(event);
  const message = id === null ? undefined : state.quoted[id];
  if (id === null || message === undefined) return null;
  return { quoted: { ...state.quoted, [id]: changeMessage(message, event) } };
}
