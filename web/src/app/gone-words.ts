// The words of a conversation that is gone, in English: fetched with what says so. Their type binds the other languages.

import { wordsFor } from '../shared/words/words';

const english = {
  gone: {
    hint: 'It may have been made private, or you were removed from it.',
    back: 'Back to my conversations',
  },
};

export type GoneWords = typeof english;
export const useWords = wordsFor('app', english).use;
