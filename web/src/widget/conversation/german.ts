// Every word of an open conversation, in German.

import type { ConversationWords } from './words';

export const german: ConversationWords = {
  placeholder: (name) => `Nachricht an ${name}`,
  sending: 'Wird gesendet …',
  waiting: 'Wartet auf die Verbindung …',
  loadFailed: 'Das konnte nicht geladen werden.',
  empty: 'Noch keine Nachrichten.',
  start: 'Hier beginnt die Unterhaltung.',
  older: 'Ältere Nachrichten werden geladen …',
  fresh: 'Neu',
  messagesIn: (name) => `Nachrichten in ${name}`,
  edited: 'bearbeitet',
  file: 'Datei',
  typing: (names, count) => `${names} ${count > 1 ? 'schreiben' : 'schreibt'} …`,
  silent: 'Hier können Sie nicht schreiben.',
  mute: 'Stummschalten',
  unmute: 'Stummschaltung aufheben',
  members: (count) => `${count} ${count === 1 ? 'Mitglied' : 'Mitglieder'}`,
};
