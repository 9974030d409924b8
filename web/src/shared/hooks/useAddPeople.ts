// Adds people to a channel, each for themselves: one who is refused keeps nobody else out.

import { useCallback } from 'react';

import type { Person } from '../../core/protocol/generated';
import { useSession } from './client';
import { reasonOf } from '../words/reasons';
import { useWords } from '../words/words';

interface Outcome {
  /** Those who were not added. */
  left: readonly Person[];
  /** Who was added and who was not, for people. */
  text: string;
}

export function useAddPeople(channelId: number): (people: readonly Person[]) => Promise<Outcome> {
  const session = useSession();
  const words = useWords();
  return useCallback(
    async (people) => {
      const results = await session.channel.addMembers(channelId, people.map(({ username }) => username));
      const added = people.filter((_, index) => results[index]?.status === 'fulfilled');
      const left = people.filter((person) => !added.includes(person));
      const refusal = results.find((result) => result.status === 'rejected');
      const said = [
        ...(added.length > 0 ? [words.people.added(namesOf(added))] : []),
        ...(refusal === undefined ? [] : [words.people.notAdded(namesOf(left), reasonOf(refusal.reason, words))]),
      ];
      return { left, text: said.join(' ') };
    },
    [session, words, channelId],
  );
}

function namesOf(people: readonly Person[]): string[] {
  return people.map((person) => person.displayName);
}
