// All words of the history of edits, in English: fetched with its dialog. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  history: {
    ...first.history,
    title: 'Edit history',
    current: 'Current version',
    edited: 'Edited',
    original: 'Original',
    empty: 'No text',
    more: 'Show earlier versions',
  },
};

export type HistoryWords = typeof english;
export const useWords = wordsFor('history', english).use;
