// The words of search, in German.

import type { SearchWords } from './words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const german: SearchWords = {
  search: {
    title: 'Suche',
    placeholder: 'In dieser Unterhaltung suchen',
    open: 'Nachrichten suchen',
    scope: (count) =>
      `Durchsucht die ${plural(count, 'Nachricht', 'Nachrichten')}, die auf diesem Gerät geladen sind. Blättern Sie nach oben, um mehr zu laden.`,
    whole: (count) => (count === 1 ? 'Durchsucht die einzige Nachricht dieser Unterhaltung.' : `Durchsucht alle ${count} Nachrichten dieser Unterhaltung.`),
    none: 'Keine Treffer in den geladenen Nachrichten.',
    found: (count, shown) => plural(count, 'Nachricht', 'Nachrichten') + (count > shown ? `, davon die neuesten ${shown}` : ''),
  },
};
