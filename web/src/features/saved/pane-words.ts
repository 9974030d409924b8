// All words of saved messages, in English: fetched with their list. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  saved: {
    ...first.saved,
    at: (time: string) => `Saved ${time}`,
    removed: 'Removed from saved.',
    none: 'No saved messages yet.',
    noneHint: 'To come back to a message later, choose “Save for later” from its menu. Only you see what you save.',
    more: 'Show more',
  },
};

export type SavedWords = typeof english;
export const useWords = wordsFor('saved', english).use;
