// The words of notifications that the page begins with, in English. All the others are in `pane-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  notifications: {
    title: 'Notifications',
    unread: (count: string) => `Notifications, ${count} unread`,
  },
};

export const notificationsWords = wordsFor('notifications', english);
export const useWords = notificationsWords.use;
