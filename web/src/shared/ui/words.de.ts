// The words of the emoji picker and the calendar, in German.

import type { UiWords } from './words';

export const german: UiWords = {
  calendar: { before: 'Vorheriger Monat', after: 'Nächster Monat' },
  picker: {
    frequent: 'Häufig verwendet',
  },
};
