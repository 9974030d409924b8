// The words of the history of edits, in German.

import type { HistoryWords } from './dialog-words';

export const german: HistoryWords = {
  history: {
    show: 'Bearbeitungsverlauf anzeigen',
    title: 'Bearbeitungsverlauf',
    current: 'Aktuelle Fassung',
    edited: 'Bearbeitet',
    original: 'Ursprüngliche Fassung',
    empty: 'Kein Text',
    more: 'Frühere Fassungen anzeigen',
  },
};
