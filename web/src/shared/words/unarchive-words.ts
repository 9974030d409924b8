// The words of bringing an archived channel back, in English: fetched with what offers that. Their type binds the other languages.

import { wordsFor } from './words';

const english = {
  archive: {
    undo: 'Unarchive channel',
    nameTaken: (name: string) => `Another channel has taken the name #${name}. Rename that one first.`,
    undone: (name: string) => `#${name} was unarchived.`,
  },
};

export type UnarchiveWords = typeof english;
export const useWords = wordsFor('words', english).use;
