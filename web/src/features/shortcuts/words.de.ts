// The words of shortcuts, in German.

import type { ShortcutsWords } from './sheet-words';

export const german: ShortcutsWords = {
  shortcuts: {
    title: 'Tastenkürzel',
    open: 'Tastenkürzel',
    items: [
      ['Strg K', 'Unterhaltung finden'],
      ['Alt ↑ / Alt ↓', 'Vorige oder nächste Unterhaltung'],
      ['Alt Umschalt ↑ / ↓', 'Vorige oder nächste ungelesene Unterhaltung'],
      ['Strg Umschalt ↑ / ↓', 'Ausgewählte Unterhaltung in eigenen Abschnitten verschieben'],
      ['Eingabe', 'Senden'],
      ['Umschalt Eingabe', 'Neue Zeile'],
      ['↑', 'Letzte eigene Nachricht bearbeiten (bei leerem Feld)'],
      ['Esc', 'Als gelesen markieren und ans Ende springen, oder schließen'],
      ['@  #  :', 'Person erwähnen, Kanal verlinken, Emoji einfügen'],
      ['Strg B  I  E  K', 'Fett, kursiv, Code oder Link (mit markiertem Text)'],
      ['Strg Umschalt F', 'Nachrichten suchen'],
      ['Strg Umschalt M', 'Mitglieder'],
      ['↑ / ↓ in der Liste', 'Zwischen Nachrichten wechseln'],
      ['E  R  T  P  +  Entf', 'Ausgewählte Nachricht bearbeiten, beantworten, im Thread beantworten, anheften, darauf reagieren oder löschen'],
      ['?', 'Tastenkürzel anzeigen'],
    ],
  },
};
