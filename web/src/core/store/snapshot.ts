// What a login's snapshot does to the state.

import type { ChannelView, Snapshot } from '../protocol/generated';
import { channelIdOf, type ConversationKey } from './conversation';
import type { ChatState } from './state';

/**
 * Takes a snapshot in. When it says `resumed`, the missed events follow: positions stay where they
 * were. Otherwise positions start from the snapshot, and what was loaded is marked stale.
 */
export function applySnapshot(state: ChatState, snapshot: Snapshot, at: number): ChatState {
  const channels: Record<number, ChannelView> = {};
  const positions: Record<number, number> = {};
  const counted: Record<number, number> = {};
  for (const channel of snapshot.channels) {
    const lastMessage = channel.lastMessage ?? state.channels[channel.id]?.lastMessage;
    channels[channel.id] = lastMessage ? { ...channel, lastMessage } : channel;
    const seen = snapshot.resumed ? state.positions[channel.id] : undefined;
    positions[channel.id] = seen ?? channel.seq;
    counted[channel.id] = channel.seq;
  }
  return {
    ...state,
    me: snapshot.user,
    permissions: snapshot.permissions,
    userSeq: snapshot.resumed ? state.userSeq : snapshot.userSeq,
    clockOffsetMs: snapshot.serverTime - at,
    lastSyncAt: at,
    channels: { ...previewed(state), ...channels },
    positions,
    counted,
    liveAfter: counted,
    timelines: timelinesAfter(state, snapshot, positions),
    quoted: snapshot.resumed ? state.quoted : {},
    presence: snapshot.presence,
    people: { ...state.people, [snapshot.user.username]: snapshot.user },
    typing: {},
  };
}

/** Channels looked at without being in them: no snapshot mentions those. */
function previewed(state: ChatState): Record<number, ChannelView> {
  const kept = Object.values(state.channels).filter((channel) => channel.role === null);
  return Object.fromEntries(kept.map((channel) => [channel.id, channel]));
}

function timelinesAfter(
  state: ChatState,
  snapshot: Snapshot,
  positions: Record<number, number>,
): ChatState['timelines'] {
  const kept = Object.entries(state.timelines)
    .map(([key, timeline]) => ({ key, timeline, id: channelIdOf(key as ConversationKey) }))
    .filter(({ id }) => positions[id] !== undefined || state.channels[id]?.role === null)
    .map(({ key, timeline, id }) => {
      const whole = snapshot.resumed && state.positions[id] !== undefined;
      return [key, whole ? timeline : { ...timeline, stale: true }] as const;
    });
  return Object.fromEntries(kept);
}
