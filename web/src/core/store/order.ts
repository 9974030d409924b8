// Where an event stands in its stream, relative to what was seen of it.

import { isChannelEvent, isUserEvent, type ServerEvent } from '../protocol/events';
import type { ChatState } from './state';

/**
 * `next`: to be applied. `seen`: a repeat. `gap`: something before it was missed. `foreign`: of a
 * channel that this user is not in (any more). Events outside the streams are always `next`.
 */
export type Place = 'next' | 'seen' | 'gap' | 'foreign';

export function placeOf(state: ChatState, event: ServerEvent): Place {
  if (isChannelEvent(event)) {
    const position = state.positions[event.data.channelId];
    return position === undefined ? 'foreign' : compare(event.data.seq, position);
  }
  if (isUserEvent(event)) return compare(event.data.seq, state.userSeq);
  return 'next';
}

function compare(seq: number, position: number): Place {
  if (seq <= position) return 'seen';
  return seq === position + 1 ? 'next' : 'gap';
}
