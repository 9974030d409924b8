// The words of dates, in German.

import type { DatesWords } from './words';

export const german: DatesWords = {
  dates: {
    title: 'Zu einem Datum springen',
    lastWeek: 'Letzte Woche',
    lastMonth: 'Letzter Monat',
    first: 'Erste Nachricht',
    empty: 'Hier gibt es noch keine Nachrichten.',
  },
};
