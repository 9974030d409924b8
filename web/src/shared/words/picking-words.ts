// The words of choosing people, in English: fetched with the first dialog that asks for some. Their type binds the other languages.

import { wordsFor } from './words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const listed = (names: string[]): string => new Intl.ListFormat('en').format(names);

const either = (usernames: string[]): string => new Intl.ListFormat('en', { type: 'disjunction' }).format(usernames);

const english = {
  naming: {
    unknown: (name: string) => `There’s nobody called “${name}”.`,
    several: (name: string, usernames: string[]) => `Several people are called “${name}”. Use a user name: ${either(usernames)}.`,
    unclear: (name: string, usernames: string[]) => `It isn’t clear who “${name}” is. Use a user name, followed by a comma: ${either(usernames)}.`,
    tooMany: (name: string) => `Too many people match “${name}”. Use a user name or a full name.`,
  },
  picking: {
    title: 'New direct message',
    placeholder: 'Name, user name or team',
    none: 'No matches.',
    start: 'Start conversation',
    without: (name: string) => `Remove ${name}`,
    chosen: (count: number) => `${plural(count, 'person', 'people')} selected`,
    added: (names: string[]) => `${listed(names)} ${names.length === 1 ? 'was' : 'were'} added.`,
    notAdded: (names: string[], reason: string) => `${listed(names)} ${names.length === 1 ? 'was' : 'were'} not added. ${reason}`,
  },
};

export type PickingWords = typeof english;
export const pickingWords = wordsFor('words', english);
export const useWords = pickingWords.use;
