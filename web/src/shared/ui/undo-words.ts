// The word for taking something back, in English: fetched with what can be taken back. Its type binds the other languages.

import { wordsFor } from '../words/words';

const english = { undo: 'Undo' };

export type UndoWords = typeof english;
export const useWords = wordsFor('ui', english).use;
