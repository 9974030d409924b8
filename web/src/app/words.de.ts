// The words of the page around the features, in German.

import type { GoneWords } from './gone-words';
import type { AppWords } from './words';

export const german: AppWords & GoneWords = {
  gone: {
    hint: 'Vielleicht ist sie jetzt privat, oder Sie wurden daraus entfernt.',
    back: 'Zurück zu meinen Unterhaltungen',
  },
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
