// The words of choosing people and of bringing a channel back, in German.

import type { PickingWords } from './picking-words';
import type { UnarchiveWords } from './unarchive-words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const listed = (names: string[]): string => new Intl.ListFormat('de').format(names);
const either = (usernames: string[]): string => new Intl.ListFormat('de', { type: 'disjunction' }).format(usernames);

export const german: PickingWords & UnarchiveWords = {
  archive: {
    undo: 'Archivierung aufheben',
    nameTaken: (name) => `Der Name #${name} ist inzwischen vergeben. Benennen Sie zuerst den anderen Kanal um.`,
    undone: (name) => `Die Archivierung von #${name} wurde aufgehoben.`,
  },
  naming: {
    unknown: (name) => `Es gibt niemanden mit dem Namen „${name}“.`,
    several: (name, usernames) => `Mehrere Personen heißen „${name}“. Schreiben Sie einen Benutzernamen: ${either(usernames)}.`,
    unclear: (name, usernames) => `Es ist nicht klar, wer „${name}“ ist. Schreiben Sie einen Benutzernamen und ein Komma dahinter: ${either(usernames)}.`,
    tooMany: (name) => `Zu „${name}“ passen zu viele Personen. Schreiben Sie einen Benutzernamen oder den ganzen Namen.`,
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
