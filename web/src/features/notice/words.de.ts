// The words of notice, in German.

import type { NoticeWords } from './words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const german: NoticeWords = {
  connection: {
    connecting: 'Verbindung wird hergestellt …',
    lost: 'Keine Verbindung.',
    lastSync: (when) => `Zuletzt aktualisiert um ${when}.`,
    waiting: (count) => `${plural(count, 'Nachricht wurde', 'Nachrichten wurden')} noch nicht gesendet.`,
    retry: 'Jetzt verbinden',
    storageRefused:
      'Dieser Browser kann keine Nachrichten speichern. Nicht Gesendetes geht verloren, wenn Sie die Seite schließen.',
  },
};
