// The words of the page around the features, in German.

import type { AppWords } from './words';

export const german: AppWords = {
  product: 'Orvale Management',
  chat: 'Chat',
  tickets: 'Tickets',
  profile: 'Profil',
  search: 'Überall suchen',
  logout: 'Abmelden',
  skipToMessages: 'Zu den Nachrichten springen',
  broken: {
    title: 'Auf dieser Seite ist etwas schiefgegangen.',
    hint: 'Ihre Entwürfe sind gespeichert, und gesendete Nachrichten kommen noch an.',
    reload: 'Neu laden',
  },
};
