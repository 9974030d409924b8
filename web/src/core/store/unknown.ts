// Whose presence the client cannot know. The server sends that of people with whom one shares a channel that is not too
// large, and does not name those who are offline.

import { partnersOf } from './listing';
import { memoised } from './memoised';
import type { AccountState } from './slices/account';
import type { ChannelsState } from './slices/channels';
import { isCutOff, type ConnectionState } from './slices/connection';
import type { PeopleState } from './slices/people';

/** The user's smallest channel with others, and their conversations in which something is written. */
const shared = /* @__PURE__ */ memoised((channels: ChannelsState['channels']) => {
  const own = Object.values(channels).filter(({ role }) => role !== null);
  return {
    smallest: Math.min(...own.flatMap(({ type, memberCount }) => (type !== 'direct' && memberCount > 1 ? memberCount : []))),
    written: own.filter(({ type, lastMessageAt }) => type === 'direct' && lastMessageAt),
  };
});

/**
 * True if nothing can be said of somebody's presence or, without a user name, of anyone's that was not sent. A conversation
 * of two is the other's only once something is written there.
 */
export function isPresenceUnknown(state: AccountState & ChannelsState & ConnectionState & PeopleState, username = ''): boolean {
  if (isCutOff(state)) return true;
  if (Object.hasOwn(state.presence, username)) return false;
  const { smallest, written } = shared(state.channels);
  const isSent = smallest <= state.limits.presenceMembers && !state.people[username]?.presenceUnknown;
  return !isSent && !written.some((channel) => partnersOf(channel, state.me).includes(username));
}
