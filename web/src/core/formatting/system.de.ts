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
  joined: (people, count) => `${people} ${count === 1 ? 'ist' : 'sind'} beigetreten.`,
  left: (people, count) => `${people} ${count === 1 ? 'hat' : 'haben'} die Unterhaltung verlassen.`,
  added: (by, people) => `${by} hat ${people} hinzugefügt.`,
  removed: (by, people) => `${by} hat ${people} entfernt.`,
  renamed: (by, from, to) => `${by} hat den Kanal von „${from}“ in „${to}“ umbenannt.`,
  topic_changed: (by, to) => (to === undefined ? `${by} hat das Thema entfernt.` : `${by} hat das Thema in „${to}“ geändert.`),
  posting_changed: (by, adminsOnly) => `${by} hat geändert, wer schreiben darf: ${adminsOnly ? 'nur Admins' : 'alle Mitglieder'}.`,
  pinning_changed: (by, adminsOnly) => `${by} hat geändert, wer Nachrichten anheften darf: ${adminsOnly ? 'nur Admins' : 'alle Mitglieder'}.`,
  history_changed: (by, to) => `${by} hat geändert, was neue Mitglieder sehen: ${history[to ?? ''] ?? 'Nachrichten ab hier'}.`,
  type_changed: (by, to) => `${by} hat den Kanal auf „${to === 'private' ? 'Privat' : 'Öffentlich'}“ umgestellt.`,
  converted: (by, to) => `${by} hat die Gruppe in den Kanal „${to}“ umgewandelt.`,
  ownership_transferred: (by, people) => `${by} hat den Kanal an ${people} übergeben.`,
  role_changed: (by, people, to) => `${by} hat die Rolle von ${people} geändert: ${roles[to ?? ''] ?? 'Mitglied'}.`,
  invite_created: (by) => `${by} hat einen Einladungslink erstellt.`,
  invite_revoked: (by) => `${by} hat einen Einladungslink widerrufen.`,
  archived: (by) => `${by} hat den Kanal archiviert.`,
  unarchived: (by) => `${by} hat die Archivierung aufgehoben.`,
  missed_call: (by, people, count) => `${people} ${count === 1 ? 'hat' : 'haben'} einen Anruf von ${by} verpasst.`,
  ticket_status: (by, to) => `${by} hat den Status auf „${named(statuses, to)}“ gesetzt.`,
  ticket_priority: (by, to) => `${by} hat die Priorität auf „${named(priorities, to)}“ gesetzt.`,
  ticket_team: (by, to) => (to === '' ? `${by} hat das Ticket aus seinem Team genommen.` : `${by} hat das Ticket an ${to} übergeben.`),
  ticket_assignee: (by, to, own) => (own ? `${by} hat das Ticket übernommen.` : to === '' ? `${by} hat die Zuweisung aufgehoben.` : `${by} hat das Ticket ${to} zugewiesen.`),
  ticket_comment: (by) => `${by} hat das Ticket kommentiert.`,
  ticket_created: (by) => `${by} hat ein Ticket erstellt.`,
  ticket_deleted: () => 'Das Ticket wurde in Orvale gelöscht.',
  ticket_digest: (count) => `${count} Änderungen an Tickets.`,
  of_ticket: {
    ticket_created: (by, ticket) => `${by} hat ${ticket} erstellt.`,
    ticket_status: (by, ticket) => `${by} hat den Status von ${ticket} geändert.`,
    ticket_priority: (by, ticket) => `${by} hat die Priorität von ${ticket} geändert.`,
    ticket_team: (by, ticket) => `${by} hat ${ticket} an ein anderes Team übergeben.`,
    ticket_assignee: (by, ticket) => `${by} hat ${ticket} neu zugewiesen.`,
    ticket_comment: (by, ticket) => `${by} hat ${ticket} kommentiert.`,
  },
};
