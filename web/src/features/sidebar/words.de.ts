// The words of sidebar, in German.

import type { SidebarWords } from './words';

export const german: SidebarWords = {
  sidebar: {
    label: 'Unterhaltungen',
    pinned: 'Angeheftet',
    muted: 'Stummgeschaltet',
    channels: 'Kanäle',
    directs: 'Direktnachrichten',
    people: (count) => `Personen (${count})`,
    online: (count) => `Online (${count})`,
    offline: (count) => `Offline (${count})`,
    find: 'Unterhaltung suchen',
    findKeys: 'Strg K',
    browse: 'Kanäle durchsuchen',
    create: 'Kanal anlegen',
    newDirect: 'Neue Direktnachricht',
    findShort: 'Suchen',
    unreadOnly: 'Nur ungelesene anzeigen',
    showAll: 'Alle Unterhaltungen anzeigen',
    caughtUp: 'Sie haben alles gelesen.',
    sortByName: 'Alphabetisch sortieren',
    sortByRecent: 'Nach letzter Aktivität sortieren',
    moreAbove: 'Weitere ungelesene oben',
    moreBelow: 'Weitere ungelesene unten',
    empty: 'Sie sind noch in keinem Kanal.',
    noDirects: 'Noch hat Ihnen niemand geschrieben.',
    findPeople: 'Jemandem schreiben',
    searchPeople: (rest) => `${rest} weitere: nach Namen suchen`,
    mentions: (count) => `${count} für Sie`,
    draft: 'Entwurf',
    added: 'Neu',
  },
};
