// All words of the buttons that lead to other messages, in English: fetched with them. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  messages: {
    ...first.messages,
    toLatest: 'Jump to the latest messages',
    toFirstUnread: 'Jump to the first unread message',
    manyBelow: (count: string) => `${count} unread`,
  },
};

export type PillWords = typeof english;
export const useWords = wordsFor('messages', english).use;
