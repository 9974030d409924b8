// How far each stream has been read: the channels' and the user's own.

import { isChannelEvent, isUserEvent, type ServerEvent } from '../../protocol/events';
import type { Action } from '../actions';
import { without, type Slice } from '../slice';
import { departure, type AccountState } from './account';

export interface StreamsState {
  /** The last event seen of the user's own stream. */
  readonly userSeq: number;
  /** The last event seen of each channel. */
  readonly positions: Readonly<Record<number, number>>;
  /** Up to which event of each channel the last login knew already: later ones come live. */
  readonly liveAfter: Readonly<Record<number, number>>;
}

export const streams: Slice<StreamsState, AccountState, Action> = {
  initial: { userSeq: 0, positions: {}, liveAfter: {} },
  reduce(state, action) {
    const left = departure(action, state);
    const positions = left === null ? state.positions : without(state.positions, left);
    switch (action.type) {
      case 'snapshot_received': {
        const { channels, resumed, userSeq } = action.snapshot;
        const ends = channels.map(({ id, seq }) => [id, seq] as const);
        return {
          userSeq: resumed ? state.userSeq : userSeq,
          // When it says `resumed`, the missed events follow: positions stay where they were.
          positions: Object.fromEntries(ends.map(([id, seq]) => [id, (resumed ? state.positions[id] : undefined) ?? seq])),
          liveAfter: Object.fromEntries(ends),
        };
      }
      case 'channel_learned': {
        const { id, role, seq } = action.channel;
        // A channel that is only looked at has no stream: nothing of it arrives.
        return role === null || positions[id] !== undefined ? null : { positions: { ...positions, [id]: seq } };
      }
      case 'channel_forgotten':
        return { positions };
      case 'event_received':
        return moved(state, positions, action.event);
      default:
        return null;
    }
  },
};

function moved(state: StreamsState & AccountState, positions: StreamsState['positions'], event: ServerEvent): Partial<StreamsState> | null {
  if (isChannelEvent(event)) {
    const { channelId, seq } = event.data;
    return { positions: positions === state.positions ? { ...positions, [channelId]: seq } : positions };
  }
  if (!isUserEvent(event)) return null;
  const userSeq = event.data.seq;
  if (event.name !== 'channel_joined' || event.data.channel === undefined) return { userSeq, positions };
  const { channelId, channel } = event.data;
  return { userSeq, positions: { ...positions, [channelId]: positions[channelId] ?? channel.seq } };
}

/**
 * `next`: to be applied. `seen`: a repeat, or of a channel that this user is not in (any more). `gap`:
 * something before it was missed, which only a channel's stream can tell: the user's own leaves numbers
 * out. Events outside the streams are always `next`.
 */
export type Place = 'next' | 'seen' | 'gap';

/** Where an event stands in its stream, relative to what was seen of it. */
export function placeOf(state: StreamsState, event: ServerEvent): Place {
  if (isChannelEvent(event)) {
    const position = state.positions[event.data.channelId] ?? Infinity;
    if (event.data.seq > position + 1) return 'gap';
    return event.data.seq > position ? 'next' : 'seen';
  }
  return isUserEvent(event) && event.data.seq <= state.userSeq ? 'seen' : 'next';
}
