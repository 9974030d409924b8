// Questions to the conversations.

import type { ChannelView, Person } from '../../protocol/generated';
import type { ChannelsState } from './channels';
import type { PeopleState } from './people';
import { nameOf } from './people-selectors';

/** The other members of a direct conversation; oneself when there is nobody else. */
export function partnersOf(channel: ChannelView, me: Person | null): string[] {
  const others = channel.members.filter((username) => username !== me?.username);
  return others.length > 0 ? others : channel.members;
}

/** A channel's name, or the names of a direct conversation's other members. */
export function titleOf(channel: ChannelView, people: PeopleState['people'], me: Person | null): string {
  if (channel.type !== 'direct') return channel.name;
  return partnersOf(channel, me)
    .map((username) => nameOf(people, username))
    .join(', ');
}

/** What a badge counts: mentions, and in a direct conversation every message; nothing once archived. */
export function badgeOf(channel: ChannelView): number {
  if (!channel.active) return 0;
  return channel.type === 'direct' ? channel.unreadCount : channel.mentionCount;
}

/** Badges over all conversations, for a tab's title or a launcher. */
export function totalBadge(state: Pick<ChannelsState, 'channels'>): number {
  return Object.values(state.channels).reduce((sum, channel) => sum + badgeOf(channel), 0);
}

/** True when anything is unread anywhere. */
export function anyUnread(state: Pick<ChannelsState, 'channels'>): boolean {
  return Object.values(state.channels).some((channel) => channel.active && channel.unreadCount > 0);
}

/** The conversations the user is in, the latest activity first. */
export function recentChannels(state: Pick<ChannelsState, 'channels'>): ChannelView[] {
  return Object.values(state.channels)
    .filter((channel) => channel.role !== null && channel.active)
    .toSorted((one, other) => activityOf(other) - activityOf(one));
}

function activityOf(channel: ChannelView): number {
  return channel.lastMessageAt ?? channel.createdAt;
}
