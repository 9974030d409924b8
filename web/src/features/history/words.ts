// The words of the history of edits that the page begins with, in English. All the others are in `dialog-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  history: {
    show: 'View edit history',
  },
};

export const historyWords = wordsFor('history', english);
