// The words of asking before changes are lost, in English: fetched with the first dialog that asks. Their type binds the
// other languages.

import { wordsFor } from '../words/words';

const english = {
  unsaved: {
    title: 'Discard changes?',
    hint: 'Your changes haven’t been saved.',
    stay: 'Keep editing',
  },
};

export type UnsavedWords = typeof english;
export const useWords = wordsFor('ui', english).use;
