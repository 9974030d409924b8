// How far each stream has been read: the channels' and the user's own.

import { isChannelEvent, isUserEvent, type ServerEvent } from '../../protocol/events';
import type { Action } from '../actions';
import { without, type Slice } from '../slice';
import { departure, type AccountState } from './account';

export interface StreamsState {
  /** The position of the last event received of the user's own stream. */
  readonly userSeq: number;
  /** The position of the last event received of each channel. */
  readonly positions: Readonly<Record<number, number>>;
}

export const streams: Slice<StreamsState, AccountState, Action> = {
  initial: { userSeq: 0, positions: {} },
  reduce(state, action) {
    const left = departure(action, state);
    const positions = left === null ? state.positions : without(state.positions, left);
    switch (action.type) {
      case 'snapshot_received': {
        const { channels, resumed, userSeq } = action.snapshot;
        return {
          userSeq: resumed ? state.userSeq : userSeq,
          // With `resumed`, the missed events follow, so the positions stay.
          positions: Object.fromEntries(channels.map(({ id, seq }) => [id, (resumed ? state.positions[id] : undefined) ?? seq])),
        };
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
 * `next`: apply it. `seen`: a duplicate, or of a channel of which the user is not a member (any more). `gap`:
 * events before it are missing. Gaps are detected only in channels' streams, since the user's own skips
 * numbers. Events outside the streams are always `next`.
 */
export type Place = 'next' | 'seen' | 'gap';

/** Returns the place of an event in its stream relative to the last event received. */
export function placeOf(state: StreamsState, event: ServerEvent): Place {
  if (isChannelEvent(event)) {
    const position = state.positions[event.data.channelId] ?? Infinity;
    if (event.data.seq > position + 1) return 'gap';
    return event.data.seq > position ? 'next' : 'seen';
  }
  return isUserEvent(event) && event.data.seq <= state.userSeq ? 'seen' : 'next';
}
