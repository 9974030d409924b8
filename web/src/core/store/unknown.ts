// Whose presence the client cannot know. The server sends that of people with whom one shares a channel that is not too
// large, and does not name those who are offline.

import { partnersOf } from './listing';
import type { AccountState } from './slices/account';
import type { ChannelsState } from './slices/channels';
import { isCutOff, type ConnectionState } from './slices/connection';
import type { PeopleState } from './slices/people';

/**
 * Returns what tells whether nothing can be said of somebody's presence or, without a user name, of anyone's that was not
 * sent. A conversation of two is the other's only once something is written there.
 */
export function unknownPresence(state: AccountState & ChannelsState & ConnectionState & PeopleState): (username?: string) => boolean {
  if (isCutOff(state)) return () => true;
  const own = Object.values(state.channels).filter(({ role }) => role !== null);
  const shared = own.some(({ type, memberCount }) => type !== 'direct' && memberCount > 1 && memberCount <= state.limits.presenceMembers);
  const partners = new Set(own.flatMap((channel) => (channel.type === 'direct' && channel.lastMessageAt !== null ? partnersOf(channel, state.me) : [])));
  return (username = '') => !Object.hasOwn(state.presence, username) && !partners.has(username) && (!shared || state.people[username]?.presenceUnknown === true);
}

export function isPresenceUnknown(state: Parameters<typeof unknownPresence>[0], username?: string): boolean {
  return unknownPresence(state)(username);
}
