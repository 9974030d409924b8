// The words of the emoji picker and the calendar, in English: fetched with them. Their type binds the other languages.

import { wordsFor } from '../words/words';

const english = {
  calendar: { before: 'Previous month', after: 'Next month' },
  picker: {
    frequent: 'Frequently used',
  },
};

export type UiWords = typeof english;
export const useWords = wordsFor('ui', english).use;
