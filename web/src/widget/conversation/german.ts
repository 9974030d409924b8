// Every word of an open conversation, in German.

import type { ConversationWords } from './words';

export const german: ConversationWords = {
  placeholder: (name) => `Nachricht an ${name}`,
  sending: 'Wird gesendet …',
  waiting: 'Wartet auf die Verbindung …',
  failed: () => 'Nicht gesendet.',
  edit: 'Bearbeiten',
  discard: 'Verwerfen',
  many: (people, offDuty) => `Das benachrichtigt ${people} ${people === 1 ? 'Person' : 'Personen'}${offDuty > 0 ? ` (${offDuty} nicht im Dienst)` : ''}.`,
  loadFailed: 'Die Nachrichten konnten nicht geladen werden.',
  empty: 'Noch keine Nachrichten.',
  start: 'Hier beginnt die Unterhaltung.',
  older: 'Ältere Nachrichten werden geladen …',
  fresh: 'Neu',
  below: 'Neue Nachrichten',
  people: 'Personen zum Erwähnen',
  messagesIn: (name) => `Nachrichten in ${name}`,
  edited: 'bearbeitet',
  file: 'Datei',
  typing: (names, count) => `${names} ${count > 1 ? 'schreiben' : 'schreibt'} …`,
  silent: 'In dieser Unterhaltung können Sie nicht schreiben.',
  reacted: (shown, names) => `${shown} (${names})`,
};
