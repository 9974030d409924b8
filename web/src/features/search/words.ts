// The words of search, in English. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const english = {
  search: {
    title: 'Search',
    placeholder: 'Search in this conversation',
    open: 'Search messages',
    scope: (count: number) => `Searches the ${plural(count, 'message', 'messages')} loaded on this device. Scroll up in the conversation to load more.`,
    whole: (count: number) => (count === 1 ? 'Searches the only message of this conversation.' : `Searches all ${count} messages of this conversation.`),
    none: 'No loaded messages match.',
    found: (count: number, shown: number) =>
      plural(count, 'message', 'messages') + (count > shown ? `, of which the latest ${shown} are shown` : ''),
  },
};

export type SearchWords = typeof english;
export const searchWords = wordsFor('search', english);
export const useWords = searchWords.use;
