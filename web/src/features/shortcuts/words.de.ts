// The words of shortcuts, in German.

import type { ShortcutsWords } from './sheet-words';

export const german: ShortcutsWords = {
  shortcuts: {
    title: 'Tastenkürzel',
    open: 'Tastenkürzel',
    items: [
      ['Strg K', 'Unterhaltung suchen'],
      ['Alt ↑ / Alt ↓', 'Vorige oder nächste Unterhaltung'],
      ['Alt Umschalt ↑ / ↓', 'Vorige oder nächste ungelesene Unterhaltung'],
      ['Strg Umschalt ↑ / ↓', 'Unterhaltung oder Abschnitt mit dem Fokus verschieben'],
      ['Eingabe', 'Senden', 'not by touch'],
      ['Umschalt Eingabe', 'Neue Zeile (setzt Listen und Zitate fort)', 'not by touch'],
      ['↑', 'Letzte eigene Nachricht bearbeiten (bei leerem Feld)'],
      ['Esc', 'Als gelesen markieren und ans Ende springen, oder schließen'],
      ['Umschalt Esc', 'Alles als gelesen markieren'],
      ['@  #  :', 'Person erwähnen, Kanal oder Ticket verlinken, Emoji einfügen'],
      ['/', 'Befehl verwenden (im leeren Eingabefeld)'],
      ['Strg B  I  E  K', 'Fett, kursiv, Code oder Link (mit markiertem Text)'],
      ['Strg G', 'Überall suchen'],
      ['Strg Umschalt F', 'In dieser Unterhaltung suchen'],
      ['Strg Umschalt M', 'Mitglieder'],
      ['Strg Umschalt Y', 'Benachrichtigungen'],
      ['↑ / ↓ in der Liste', 'Zwischen Nachrichten wechseln'],
      ['E  R  T  F  P  S  M  +  Entf', 'Ausgewählte Nachricht bearbeiten, beantworten, im Thread beantworten, weiterleiten, anheften, speichern, an sie erinnern lassen, darauf reagieren oder löschen'],
      ['← / →  +  −  0', 'Nächstes Bild, vergrößern, verkleinern oder einpassen (in einem geöffneten Bild)'],
      ['Eingabe, dann Eingabe / Esc', 'Sprachnachricht aufnehmen, dann anhängen oder verwerfen (auf dem Mikrofonsymbol)'],
      ['Strg P', 'Die ganze Unterhaltung drucken'],
      ['J / K', 'Zwischen Tickets wechseln (in ihrer Liste)'],
      ['?', 'Tastenkürzel anzeigen'],
    ],
  },
};
