// The words of reminders that the page begins with, in English. All the others are in `dialog-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  reminders: {
    title: 'Reminders',
    remind: 'Remind me',
  },
};

export const remindersWords = wordsFor('reminders', english);
