// What system messages say, in German.

import type { SystemPhrases } from './system';

const history: Readonly<Record<string, string>> = { all: 'alle Nachrichten', since_joining: 'Nachrichten ab ihrem Beitritt' };

const roles: Readonly<Record<string, string>> = { owner: 'Eigentümer', admin: 'Admin', member: 'Mitglied' };

/** What Orvale calls statuses and priorities; what it calls otherwise is shown as it is. */
const statuses: Readonly<Record<string, string>> = { pending: 'Ausstehend', open: 'Offen', in_progress: 'In Bearbeitung', escalated: 'Eskaliert', completed: 'Abgeschlossen' };
const priorities: Readonly<Record<string, string>> = { low: 'Niedrig', medium: 'Mittel', high: 'Hoch', urgent: 'Dringend' };

function named(names: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(names, word) ? (names[word] ?? word) : word;
}

export const german: SystemPhrases = {
  joined: ({ count }) => `$people ${count === 1 ? 'ist' : 'sind'} beigetreten.`,
  left: ({ count }) => `$people ${count === 1 ? 'hat' : 'haben'} die Unterhaltung verlassen.`,
  added: '$by hat $people hinzugefügt.',
  removed: '$by hat $people entfernt.',
  renamed: '$by hat den Kanal von „$from“ in „$to“ umbenannt.',
  topic_changed: ({ to }) => (to === '' ? '$by hat das Thema entfernt.' : '$by hat das Thema in „$to“ geändert.'),
  posting_changed: ({ to }) => `$by hat geändert, wer schreiben darf: ${to === 'admins' ? 'nur Admins' : 'alle Mitglieder'}.`,
  pinning_changed: ({ to }) => `$by hat geändert, wer Nachrichten anheften darf: ${to === 'admins' ? 'nur Admins' : 'alle Mitglieder'}.`,
  history_changed: ({ to }) => `$by hat geändert, was neue Mitglieder sehen: ${history[to] ?? 'Nachrichten ab hier'}.`,
  type_changed: ({ to }) => `$by hat den Kanal auf „${to === 'private' ? 'Privat' : 'Öffentlich'}“ umgestellt.`,
  converted: '$by hat die Gruppe in den Kanal „$to“ umgewandelt.',
  ownership_transferred: '$by hat den Kanal an $people übergeben.',
  role_changed: ({ to }) => `$by hat die Rolle von $people geändert: ${roles[to] ?? 'Mitglied'}.`,
  invite_created: '$by hat einen Einladungslink erstellt.',
  invite_revoked: '$by hat einen Einladungslink widerrufen.',
  archived: '$by hat den Kanal archiviert.',
  unarchived: '$by hat die Archivierung aufgehoben.',
  missed_call: ({ count }) => `$people ${count === 1 ? 'hat' : 'haben'} einen Anruf von $by verpasst.`,
  call_ended: '$by hat angerufen. $time mit $people.',
  ticket_status: ({ to }) => `$by hat den Status auf „${named(statuses, to)}“ gesetzt.`,
  ticket_priority: ({ to }) => `$by hat die Priorität auf „${named(priorities, to)}“ gesetzt.`,
  ticket_team: ({ to }) => (to === '' ? '$by hat das Ticket aus seinem Team genommen.' : '$by hat das Ticket an $to übergeben.'),
  ticket_assignee: ({ to, own }) => (own ? '$by hat das Ticket übernommen.' : to === '' ? '$by hat die Zuweisung aufgehoben.' : '$by hat das Ticket $to zugewiesen.'),
  ticket_comment: '$by hat das Ticket kommentiert.',
  ticket_created: '$by hat ein Ticket erstellt.',
  ticket_deleted: 'Das Ticket wurde in Orvale gelöscht.',
  ticket_digest: '$count Änderungen an Tickets.',
  units: ['Std.', 'Min.', 'Sek.'],
  of_ticket: {
    ticket_created: '$by hat $ticket erstellt.',
    ticket_status: '$by hat den Status von $ticket geändert.',
    ticket_priority: '$by hat die Priorität von $ticket geändert.',
    ticket_team: '$by hat $ticket an ein anderes Team übergeben.',
    ticket_assignee: '$by hat $ticket neu zugewiesen.',
    ticket_comment: '$by hat $ticket kommentiert.',
  },
};
