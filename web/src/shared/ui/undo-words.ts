// The words for taking something back, in English: fetched with what can be taken back. Its type binds the other languages.

import { wordsFor } from '../words/words';

const english = { undo: 'Undo', changesDiscarded: 'Your changes were discarded.' };

export type UndoWords = typeof english;
export const undoWords = wordsFor('ui', english);
export const useWords = undoWords.use;
