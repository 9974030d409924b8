// The words of the emoji picker, of the calendar and of asking before changes are lost, in German.

import type { UnsavedWords } from './unsaved-words';
import type { UiWords } from './words';

export const german: UiWords & UnsavedWords = {
  calendar: { before: 'Vorheriger Monat', after: 'Nächster Monat' },
  picker: {
    frequent: 'Häufig verwendet',
  },
  unsaved: {
    title: 'Änderungen verwerfen?',
    hint: 'Ihre Änderungen sind nicht gespeichert.',
    stay: 'Weiter bearbeiten',
  },
};
