// What the page calls people and conversations: where two people have one name, their user names tell them
// apart. The widget has no room for this and uses the plain names of `listing`.

import type { ChannelView, Person } from '../protocol/generated';
import * as plain from './listing';
import { memoised } from './memoised';
import type { PeopleState } from './slices/people';

type Known = PeopleState['people'];
type Named = Pick<Person, 'username' | 'displayName'>;

/** By display name the user name of whoever has it, empty where several people do. */
const ownersOf = /* @__PURE__ */ memoised((known: Known) => {
  const owners = new Map<string, string>();
  for (const { username, displayName } of Object.values(known)) owners.set(displayName, owners.has(displayName) ? '' : username);
  return owners;
});

/** What to call somebody, who may be listed without being known. */
export function calledIn(known: Known, { username, displayName }: Named): string {
  const owner = ownersOf(known).get(displayName) ?? username;
  return owner === username ? displayName : `${displayName} (@${username})`;
}

/** What to call somebody; the user name until their name is known. */
export function nameOf(known: Known, username: string): string {
  const person = plain.personCalled(known, username);
  return person === undefined ? username : calledIn(known, person);
}

/** A channel's name, or what the other members of a direct conversation are called. */
export function titleOf(channel: ChannelView, state: { people: Known; me: Person | null }, notes: string): string {
  if (channel.type !== 'direct' || plain.isNotes(channel)) return plain.titleOf(channel, state, notes);
  return plain.partnersOf(channel, state.me).map((username) => nameOf(state.people, username)).join(', ');
}
