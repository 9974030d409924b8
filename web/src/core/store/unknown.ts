// Whose presence the client cannot know. The server sends that of people with whom one shares a channel that is not too
// large, and does not name those who are offline.

import { partnersOf } from './listing';
import type { AccountState } from './slices/account';
import type { ChannelsState } from './slices/channels';
import { isCutOff, type ConnectionState } from './slices/connection';
import type { PeopleState } from './slices/people';

/**
 * True if nothing can be said of somebody's presence, or, without a user name, of anyone's that was not sent. A conversation of
 * two is the other's only once something is written there.
 */
export function isPresenceUnknown(state: AccountState & ChannelsState & ConnectionState & PeopleState, username?: string): boolean {
  if (isCutOff(state)) return true;
  if (username !== undefined && Object.hasOwn(state.presence, username)) return false;
  return !Object.values(state.channels).some(
    (channel) =>
      channel.role !== null &&
      (channel.type === 'direct' ? channel.lastMessageAt !== null && partnersOf(channel, state.me).includes(username ?? '') : channel.memberCount > 1 && channel.memberCount <= state.limits.presenceMembers),
  );
}
