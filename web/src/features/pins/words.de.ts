// The words of pins, in German.

import type { PinsWords } from './pane-words';

export const german: PinsWords = {
  pins: {
    title: 'Angeheftete Nachrichten',
    pin: 'Nachricht anheften',
    unpin: 'Nicht mehr anheften',
    unpinQuestion: 'Nachricht für alle lösen?',
    unpinNow: 'Lösen',
    by: (name) => `Angeheftet von ${name}`,
    full: 'Hier lassen sich höchstens 100 Nachrichten anheften. Lösen Sie eine, um eine andere anzuheften.',
    none: 'Noch keine angehefteten Nachrichten.',
    noneHint: 'Wählen Sie im Menü einer Nachricht „Nachricht anheften“, damit alle sie wiederfinden.',
    whoPins: 'Wer Nachrichten anheften darf',
    members: 'Alle Mitglieder',
    admins: 'Nur Admins',
  },
};
