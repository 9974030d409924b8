// Every word of an open conversation, in German.

import type { ConversationWords } from './words';

/** Why a message was refused: what the server says most often, and else what its code means. */
function reasonOf(code: string, said: string): string {
  const character = /character (\S+);/.exec(said)?.[1];
  if (character) return `Das Zeichen ${character} ist nicht erlaubt.`;
  if (said.includes('muted')) return 'Die Moderation hat Sie hier stummgeschaltet.';
  if (said.includes('admins')) return 'Hier können nur die Admins schreiben.';
  return { forbidden: 'Dazu fehlt Ihnen die Berechtigung.', not_found: 'Das gibt es nicht mehr.', too_large: 'Das ist zu lang.' }[code] ?? '';
}

export const german: ConversationWords = {
  placeholder: (name) => `Nachricht an ${name}`,
  sending: 'Wird gesendet …',
  waiting: 'Wartet auf die Verbindung …',
  failed: (error) => `Nicht gesendet. ${error === null ? '' : reasonOf(error.code, error.message)}`.trim(),
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
  send: 'Senden',
  mute: 'Stummschalten',
  unmute: 'Stummschaltung aufheben',
  members: (count) => `${count} ${count === 1 ? 'Mitglied' : 'Mitglieder'}`,
  storageRefused: 'Dieser Browser kann keine Nachrichten speichern. Nicht Gesendetes geht verloren, wenn Sie die Seite verlassen.',
};
