// Questions to the people.

import type { Person, Presence } from '../../protocol/generated';
import type { PeopleState } from './people';

export const OFFLINE: Presence = { status: 'offline', statusMessage: '', lastActive: 0 };

/** Someone who is known. User names come from outside: `constructor` is nobody. */
export function personCalled(known: PeopleState['people'], username: string): Person | undefined {
  return Object.hasOwn(known, username) ? known[username] : undefined;
}

/** What to call someone: their name, or their user name until that is known. */
export function nameOf(known: PeopleState['people'], username: string): string {
  return personCalled(known, username)?.displayName ?? username;
}

export function presenceOf(state: Pick<PeopleState, 'presence'>, username: string): Presence {
  return (Object.hasOwn(state.presence, username) ? state.presence[username] : undefined) ?? OFFLINE;
}
