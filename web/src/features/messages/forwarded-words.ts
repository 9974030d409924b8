// The words of forwarded messages, in English: fetched with the first one. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const english = {
  forwarded: {
    unseen: 'You can’t see the original message.',
    open: 'Open original message',
    linked: 'Linked message',
  },
};

export type ForwardedWords = typeof english;
export const useWords = wordsFor('messages', english).use;
