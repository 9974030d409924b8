// The words of times to come, in English: fetched with the first dialog that asks for one. Their type binds the other languages.

import { wordsFor } from '../words/words';

const english = {
  moments: {
    in20Minutes: 'In 20 minutes',
    in1Hour: 'In 1 hour',
    tomorrow: 'Tomorrow morning',
    nextWeek: 'Monday morning',
    custom: 'Custom time',
    date: 'Date',
    time: 'Time',
    past: 'Choose a time in the future.',
    tooFar: 'Choose a time within the next 365 days.',
    tomorrowAt: (time: string) => `Tomorrow, ${time}`,
  },
};

export type MomentsWords = typeof english;
export const momentsWords = wordsFor('moments', english);
export const useWords = momentsWords.use;
