// The words of choosing people and of bringing a channel back, in German.

import type { PickingWords } from './picking-words';
import type { UnarchiveWords } from './unarchive-words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const listed = (names: string[]): string => new Intl.ListFormat('de').format(names);

export const german: PickingWords & UnarchiveWords = {
  archive: {
    undo: 'Archivierung aufheben',
    nameTaken: (name) => `Der Name #${name} ist inzwischen vergeben. Benennen Sie zuerst den anderen Kanal um.`,
    undone: (name) => `Die Archivierung von #${name} wurde aufgehoben.`,
  },
  picking: {
    title: 'Neue Direktnachricht',
    placeholder: 'Name, Benutzername oder Team',
    none: 'Niemand gefunden.',
    start: 'Unterhaltung beginnen',
    without: (name) => `${name} entfernen`,
    chosen: (count) => `${plural(count, 'Person', 'Personen')} ausgewählt`,
    added: (names) => `${listed(names)} ${names.length === 1 ? 'wurde' : 'wurden'} hinzugefügt.`,
    notAdded: (names, reason) => `${listed(names)} ${names.length === 1 ? 'wurde' : 'wurden'} nicht hinzugefügt. ${reason}`,
  },
};
