// The words of switcher, in German.

import type { SwitcherWords } from './words';

export const german: SwitcherWords = {
  switcher: {
    title: 'Unterhaltung suchen',
    placeholder: 'Kanal oder Person …',
    none: 'Keine Treffer. Versuchen Sie „Kanäle durchsuchen“ oder „Neue Direktnachricht“.',
    archived: 'archiviert',
    inMessages: (text) => `Nachrichten nach „${text}“ durchsuchen`,
    hint: '↑ ↓ wählt, Eingabe öffnet, Esc schließt',
  },
};
