// The words of the emoji picker, of the calendar and of changes that are lost or taken back, in German.

import type { UndoWords } from './undo-words';
import type { UnsavedWords } from './unsaved-words';
import type { UiWords } from './words';

export const german: UiWords & UndoWords & UnsavedWords = {
  calendar: { before: 'Vorheriger Monat', after: 'Nächster Monat' },
  picker: {
    frequent: 'Häufig verwendet',
  },
  undo: 'Rückgängig',
  changesDiscarded: 'Ihre Änderungen wurden verworfen.',
  unsaved: {
    title: 'Änderungen verwerfen?',
    hint: 'Ihre Änderungen sind nicht gespeichert.',
    stay: 'Weiter bearbeiten',
  },
};
