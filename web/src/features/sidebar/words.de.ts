// The words of sidebar, in German.

import type { SidebarWords } from './words';

export const german: SidebarWords = {
  sidebar: {
    label: 'Unterhaltungen',
    channels: 'Kanäle',
    directs: 'Direktnachrichten',
    people: (count) => `Personen (${count})`,
    online: (count) => `Online (${count})`,
    offline: (count) => `Offline (${count})`,
    find: 'Unterhaltung finden',
    findKeys: 'Strg K',
    browse: 'Kanäle durchsuchen',
    create: 'Kanal anlegen',
    newDirect: 'Neue Direktnachricht',
    empty: 'Sie sind noch in keinem Kanal.',
    mentions: (count) => `${count} für Sie`,
    draft: 'Entwurf',
    added: 'Neu',
  },
};
