// The words of shortcuts that the page begins with, in English. The shortcuts themselves are in `sheet-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  shortcuts: {
    title: 'Keyboard shortcuts',
    open: 'Keyboard shortcuts',
  },
};

export const useWords = wordsFor('shortcuts', english).use;
