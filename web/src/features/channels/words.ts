// The words of channels that the page begins with, in English. Those of dialogs are in `dialog-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  menu: {
    label: 'Conversation options',
    pin: 'Pin to the top',
    unpin: 'Unpin',
    hide: 'Hide until the next message',
    show: 'Show in the list',
  },
  members: { title: 'Members' },
};

export const channelsWords = wordsFor('channels', english);
export const useWords = channelsWords.use;
