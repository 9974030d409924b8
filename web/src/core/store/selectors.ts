// Questions to the state that more than one view asks.

import type { ChannelView, Message, Person, Presence } from '../protocol/generated';
import type { ChatState } from './state';

export { isAppointed, outgoingOf, postingRight, typistsOf, type PostingRight } from './talking';

export const OFFLINE: Presence = { status: 'offline', statusMessage: '', lastActive: 0 };

/** Someone who is known. User names come from outside: `constructor` is nobody. */
export function personCalled(people: ChatState['people'], username: string): Person | undefined {
  return Object.hasOwn(people, username) ? people[username] : undefined;
}

/** What to call someone: their name, or their user name until that is known. */
export function nameOf(people: ChatState['people'], username: string): string {
  return personCalled(people, username)?.displayName ?? username;
}

export function presenceOf(state: Pick<ChatState, 'presence'>, username: string): Presence {
  return (Object.hasOwn(state.presence, username) ? state.presence[username] : undefined) ?? OFFLINE;
}

/** True once the first attempt to reconnect has failed: who is there now is not known any more. */
export function isCutOff({ phase }: ChatState): boolean {
  return (phase.name === 'waiting' || phase.name === 'connecting') && phase.attempt > 1;
}

/** The other members of a direct conversation; oneself when there is nobody else. */
export function partnersOf(channel: ChannelView, me: Person | null): string[] {
  const others = channel.members.filter((username) => username !== me?.username);
  return others.length > 0 ? others : channel.members;
}

/** A channel's name, or the names of a direct conversation's other members. */
export function titleOf(
  channel: ChannelView,
  people: ChatState['people'],
  me: Person | null,
): string {
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
export function totalBadge(state: Pick<ChatState, 'channels'>): number {
  return Object.values(state.channels).reduce((sum, channel) => sum + badgeOf(channel), 0);
}

/** True when anything is unread anywhere. */
export function anyUnread(state: ChatState): boolean {
  return Object.values(state.channels).some((channel) => channel.active && channel.unreadCount > 0);
}

/** The conversations the user is in, the latest activity first. */
export function recentChannels(state: Pick<ChatState, 'channels'>): ChannelView[] {
  return Object.values(state.channels)
    .filter((channel) => channel.role !== null && channel.active)
    .toSorted((one, other) => activityOf(other) - activityOf(one));
}

function activityOf(channel: ChannelView): number {
  return channel.lastMessageAt ?? channel.createdAt;
}

export function isManager(channel: ChannelView, permissions: readonly string[]): boolean {
  if (channel.type === 'direct') return false;
  if (channel.role === 'admin' || channel.role === 'owner') return true;
  return permissions.includes('chat.manage_channels');
}

export function mayEdit(message: Message, me: Person | null): boolean {
  const words = message.type === 'text' || message.type === 'ticket_link';
  return words && message.deletedAt === null && message.userId === me?.username;
}

export function mayDelete(
  message: Message,
  channel: ChannelView,
  me: Person | null,
  permissions: readonly string[],
): boolean {
  if (message.deletedAt !== null) return false;
  if (message.userId === me?.username) return true;
  if (channel.type === 'direct') return false;
  if (channel.role === 'admin' || channel.role === 'owner') return true;
  return (
    permissions.includes('chat.delete_messages') || permissions.includes('chat.moderate_channels')
  );
}
