// The words of saved messages, in German.

import type { SavedWords } from './pane-words';

export const german: SavedWords = {
  saved: {
    title: 'Gespeichert',
    save: 'Für später speichern',
    remove: 'Aus „Gespeichert“ entfernen',
    mark: 'Für später gespeichert',
    at: (time) => `Gespeichert: ${time}`,
    removed: 'Aus „Gespeichert“ entfernt.',
    none: 'Noch keine gespeicherten Nachrichten.',
    noneHint: 'Wählen Sie im Menü einer Nachricht „Für später speichern“, um später auf sie zurückzukommen. Nur Sie sehen, was Sie speichern.',
    more: 'Mehr anzeigen',
  },
};
