// The words of the page around the features, in German.

import type { AppWords } from './words';

export const german: AppWords = {
  product: 'Orvale Management',
  chat: 'Chat',
  tickets: 'Tickets',
  profile: 'Profil',
  logout: 'Abmelden',
  skipToMessages: 'Zu den Nachrichten springen',
  broken: {
    title: 'Auf dieser Seite ist etwas schiefgegangen.',
    hint: 'Was Sie geschrieben haben, bleibt erhalten; was Sie gesendet haben, ist unterwegs.',
    reload: 'Neu laden',
  },
};
