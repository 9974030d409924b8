// What system messages say, in German.

import type { SystemPhrases } from './system';

const history: Readonly<Record<string, string>> = { all: 'alle Nachrichten', since_joining: 'Nachrichten ab ihrem Beitritt' };

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
  type_changed: (by, to) => `${by} hat den Kanal ${to === 'private' ? 'privat' : 'öffentlich'} gemacht.`,
  converted: (by, to) => `${by} hat die Gruppe in den Kanal „${to}“ umgewandelt.`,
  ownership_transferred: (by, people) => `${by} hat den Kanal an ${people} übergeben.`,
  archived: (by) => `${by} hat den Kanal archiviert.`,
  unarchived: (by) => `${by} hat die Archivierung aufgehoben.`,
};
