// What is said of messages that were refused or cannot be stored, in both languages: too little for a part of its own.

import type { ChatError } from '../../core/protocol/errors';

const english = {
  /** With why, which the server says in English. */
  failed: (error: Pick<ChatError, 'code' | 'message'> | null) => `Not sent. ${error?.message ?? ''}`,
  edit: 'Edit',
  discard: 'Discard',
  many: (people: number, offDuty: number) => `This notifies ${people} ${people === 1 ? 'person' : 'people'}${offDuty > 0 ? ` (${offDuty} off duty)` : ''}.`,
  send: 'Send',
  notStored: 'This browser can’t store messages. Unsent ones are lost when you leave the page.',
};

/** Why a message was refused: what the server says most often, and else what its code means. */
function reasonOf(code: string, said: string): string {
  const character = /character (\S+);/.exec(said)?.[1];
  if (character) return `Das Zeichen ${character} ist nicht erlaubt.`;
  if (said.includes('muted')) return 'Die Moderation hat Sie hier stummgeschaltet.';
  if (said.includes('admins')) return 'Hier können nur die Admins schreiben.';
  return { forbidden: 'Dazu fehlt Ihnen die Berechtigung.', not_found: 'Das gibt es nicht mehr.', too_large: 'Das ist zu lang.' }[code] ?? '';
}

const german: typeof english = {
  failed: (error) => `Nicht gesendet. ${error === null ? '' : reasonOf(error.code, error.message)}`.trim(),
  edit: 'Bearbeiten',
  discard: 'Verwerfen',
  many: (people, offDuty) => `Das benachrichtigt ${people} ${people === 1 ? 'Person' : 'Personen'}${offDuty > 0 ? ` (${offDuty} nicht im Dienst)` : ''}.`,
  send: 'Senden',
  notStored: 'Dieser Browser kann keine Nachrichten speichern. Nicht Gesendetes geht verloren, wenn Sie die Seite verlassen.',
};

/** The words for a user's own kind of a language, such as `de-CH`. */
export function refusalWords(locale: string): typeof english {
  return locale.startsWith('de') ? german : english;
}
