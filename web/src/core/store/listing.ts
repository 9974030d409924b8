// Selectors of conversations and people. They need no reducer: the widget's list uses them without a session.

import type { ChannelView, Person, Presence } from '../protocol/generated';
import type { ChannelsState } from './slices/channels';
import type { PeopleState } from './slices/people';

export const OFFLINE: Presence = { status: 'offline', statusMessage: '', lastActive: 0 };

/** A known person. Uses own properties only, since a user name may be `constructor`. */
export function personCalled(known: PeopleState['people'], username: string): Person | undefined {
  return Object.hasOwn(known, username) ? known[username] : undefined;
}

/** The name of a person, or their user name until the name is known. */
export function nameOf(known: PeopleState['people'], username: string): string {
  return personCalled(known, username)?.displayName ?? username;
}

export function presenceOf(state: Pick<PeopleState, 'presence'>, username: string): Presence {
  return (Object.hasOwn(state.presence, username) ? state.presence[username] : undefined) ?? OFFLINE;
}

/** The other members of a direct conversation; the user if there are none. */
export function partnersOf(channel: ChannelView, me: Person | null): string[] {
  const others = channel.members.filter((username) => username !== me?.username);
  return others.length > 0 ? others : channel.members;
}

/** The user's conversation with themselves. A group that everyone else has left is none. */
export function isNotes({ type, group, members }: ChannelView): boolean {
  return type === 'direct' && !group && members.length === 1;
}

/** A channel's name, or the names of a direct conversation's other members; `notes` is what that with oneself is called. */
export function titleOf(channel: ChannelView, { people, me }: { people: PeopleState['people']; me: Person | null }, notes: string): string {
  if (channel.type !== 'direct') return channel.name;
  if (isNotes(channel)) return notes;
  return partnersOf(channel, me)
    .map((username) => nameOf(people, username))
    .join(', ');
}

/** A conversation's title in a sentence: with a # where people know it by a name that they chose. */
export function markedTitle({ type, ticket }: ChannelView, title: string): string {
  return type === 'direct' || ticket !== undefined ? title : `#${title}`;
}

/** What a badge counts: mentions, and in a direct conversation that is not muted every message; nothing once archived, or hidden until its next message. */
export function badgeOf(channel: ChannelView): number {
  if (!channel.active || channel.hidden) return 0;
  return channel.type === 'direct' && !channel.muted ? channel.unreadCount : channel.mentionCount;
}

/** Whether unread messages are emphasized; in a muted conversation only mentions are. */
export function isUnread(channel: ChannelView): boolean {
  return channel.active && !channel.hidden && (channel.muted ? channel.mentionCount : channel.unreadCount) > 0;
}

/** Badges over all conversations, for a tab's title or a launcher. */
export function totalBadge(state: Pick<ChannelsState, 'channels'>): number {
  return Object.values(state.channels).reduce((sum, channel) => sum + badgeOf(channel), 0);
}

/** True when anything is unread anywhere. */
export function anyUnread(state: Pick<ChannelsState, 'channels'>): boolean {
  return Object.values(state.channels).some(isUnread);
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
