// The words of threads that the page begins with, in English. All the others are in `pane-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  threads: {
    title: 'Thread',
    inbox: 'Threads',
    reply: 'Reply in thread',
  },
};

export const threadsWords = wordsFor('threads', english);
