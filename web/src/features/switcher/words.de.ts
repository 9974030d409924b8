// The words of switcher, in German.

import type { SwitcherWords } from './words';

export const german: SwitcherWords = {
  switcher: {
    title: 'Unterhaltung finden',
    placeholder: 'Kanal oder Person …',
    none: 'Nichts gefunden. Durchsuchen Sie die Kanäle oder suchen Sie nach Personen.',
    archived: 'archiviert',
    hint: '↑ ↓ wählt, Eingabe öffnet, Esc schließt',
  },
};
