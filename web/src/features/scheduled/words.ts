// The words of scheduled messages that the page begins with, in English. All the others are in `dialog-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  scheduled: {
    title: 'Scheduled',
    later: 'Send later',
    here: (count: number) => (count === 1 ? '1 scheduled message here' : `${count} scheduled messages here`),
  },
};

export const scheduledWords = wordsFor('scheduled', english);
export const useWords = scheduledWords.use;
