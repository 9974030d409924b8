// The words of dates, in English. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const english = {
  dates: {
    title: 'Jump to a date',
    lastWeek: 'Last week',
    lastMonth: 'Last month',
    first: 'First message',
    empty: 'There are no messages here yet.',
  },
};

export type DatesWords = typeof english;
export const useWords = wordsFor('dates', english).use;
