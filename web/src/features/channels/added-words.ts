// The words of being added to a channel, in English: fetched once the page is idle. Their type binds the other languages.

import { ended } from '../../shared/words/ended';
import { wordsFor } from '../../shared/words/words';

const english = {
  added: {
    you: (name: string) => ended(`You were added to #${name}`),
    by: (by: string, name: string) => ended(`${by} added you to #${name}`),
  },
};

export type AddedWords = typeof english;
export const useWords = wordsFor('channels', english).use;
