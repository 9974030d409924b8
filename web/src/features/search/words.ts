// The words of search that the page begins with, in English. Those of the pane are in `pane-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  search: {
    title: 'Search',
    open: 'Search in this conversation',
  },
};

export const searchWords = wordsFor('search', english);
