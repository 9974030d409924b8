// Adds people to a channel one by one, so that a refusal does not affect the others.

import { useCallback } from 'react';

import type { Person } from '../../core/protocol/generated';
import type { ChatSession } from '../../core/session/session';
import { calledIn } from '../../core/store/selectors';
import { useSession } from './client';
import { useWords, type PickingWords } from '../words/picking-words';
import { reasonOf } from '../words/reasons';
import type { Words } from '../words/english';

type Named = Pick<Person, 'username' | 'displayName'>;

interface Outcome<P> {
  /** Those who were not added. */
  left: readonly P[];
  /** Who was added and who was not, for people. */
  text: string;
}

export function useAddPeople(channelId: number): (people: readonly Person[]) => Promise<Outcome<Person>> {
  const session = useSession();
  const words = useWords();
  return useCallback((people) => addPeople(session, words, channelId, people), [session, words, channelId]);
}

export async function addPeople<P extends Named>(session: ChatSession, words: Words & PickingWords, channelId: number, people: readonly P[]): Promise<Outcome<P>> {
  const namesOf = (some: readonly P[]): string[] => some.map((person) => calledIn(session.store.state.people, person));
  const results = await session.channel.addMembers(channelId, people.map(({ username }) => username));
  const added = people.filter((_, index) => results[index]?.status === 'fulfilled');
  const left = people.filter((person) => !added.includes(person));
  const refusal = results.find((result) => result.status === 'rejected');
  const said = [
    ...(added.length > 0 ? [words.picking.added(namesOf(added))] : []),
    ...(refusal === undefined ? [] : [words.picking.notAdded(namesOf(left), reasonOf(refusal.reason, words))]),
  ];
  return { left, text: said.join(' ') };
}
