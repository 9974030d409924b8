// The words of what is said of an open conversation, in English: fetched with the part that says it. Their type binds the
// other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  ...first,
  messages: {
    ...first.messages,
    missing: 'This message doesn’t exist.',
  },
};

export type AnnouncerWords = typeof english;
export const useWords = wordsFor('messages', english).use;
