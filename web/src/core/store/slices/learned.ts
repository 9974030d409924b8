// Conversations that the client has asked for or has joined by itself: no event tells of them.

import type { Action } from '../actions';
import type { Slice } from '../slice';
import { withChannel, type ChannelsState } from './channels';
import type { StreamsState } from './streams';

type Own = Pick<ChannelsState, 'channels' | 'counted'> & Pick<StreamsState, 'positions'>;

export const learned: Slice<Own, object, Action> = {
  initial: { channels: {}, counted: {}, positions: {} },
  reduce(state, action) {
    if (action.type !== 'channel_learned') return null;
    const { channel } = action;
    const { id, role, seq } = channel;
    // A channel of which the user is not a member has no stream here: its events do not arrive.
    const followed = role === null || state.positions[id] !== undefined ? {} : { positions: { ...state.positions, [id]: seq } };
    const known = state.channels[id];
    // Events arrived during the fetch: the state is newer.
    if (known !== undefined && known.role !== null && known.seq > seq) return { ...followed, ...withChannel(state, { ...channel, ...known }) };
    return { ...followed, ...withChannel(state, channel), counted: { ...state.counted, [id]: seq } };
  },
};
