// The words of saved messages that the page begins with, in English. All the others are in `pane-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  saved: {
    title: 'Saved',
    save: 'Save for later',
    remove: 'Remove from saved',
    mark: 'Saved for later',
  },
};

export const savedWords = wordsFor('saved', english);
