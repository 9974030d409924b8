// The words of forwarding that the page begins with, in English. All the others are in `dialog-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  forward: {
    action: 'Forward message',
  },
};

export const forwardWords = wordsFor('forward', english);
