// The call that goes on in each conversation. Changes nothing else of a conversation.

import type { ActiveCall, ChannelView } from '../../protocol/generated';
import type { Action } from '../actions';
import type { Slice } from '../slice';
import { withChannel, type ChannelsState } from './channels';

export const activeCalls: Slice<Pick<ChannelsState, 'channels'>, object, Action> = {
  initial: { channels: {} },
  reduce(state, action) {
    if (action.type !== 'event_received') return null;
    const { name, data } = action.event;
    if (name !== 'call_participant_joined' && name !== 'call_participant_left' && name !== 'call_ended') return null;
    const channel = state.channels[data.channelId];
    return channel === undefined ? null : withChannel(state, withCall(channel, data));
  },
};

/** A call that ends says so of itself; one that has begun meanwhile stays. */
function withCall({ call: known, ...channel }: ChannelView, { sessionId, call }: { sessionId: number; call?: ActiveCall }): ChannelView {
  const kept = known !== undefined && known.sessionId > sessionId ? known : call;
  return kept === undefined ? channel : { ...channel, call: kept };
}
