// Where an event stands in its stream, relative to what was seen of it.

import { isChannelEvent, isUserEvent, type ServerEvent } from '../protocol/events';
import type { ChatState } from './state';

/**
 * `next`: to be applied. `seen`: a repeat, or of a channel that this user is not in (any more). `gap`:
 * something before it was missed, which only a channel's stream can tell: the user's own leaves numbers
 * out. Events outside the streams are always `next`.
 */
export type Place = 'next' | 'seen' | 'gap';

export function placeOf(state: ChatState, event: ServerEvent): Place {
  if (isChannelEvent(event)) {
    const position = state.positions[event.data.channelId] ?? Infinity;
    if (event.data.seq > position + 1) return 'gap';
    return event.data.seq > position ? 'next' : 'seen';
  }
  return isUserEvent(event) && event.data.seq <= state.userSeq ? 'seen' : 'next';
}
