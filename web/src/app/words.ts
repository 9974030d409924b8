// The words of the page around the features, in English. Their type binds the other languages.

import { wordsFor } from '../shared/words/words';

const english = {
  product: 'Orvale Management',
  chat: 'Chat',
  tickets: 'Tickets',
  profile: 'Profile',
  search: 'Search everywhere',
  logout: 'Log out',
  skipToMessages: 'Skip to messages',
  broken: {
    title: 'Something went wrong on this page.',
    hint: 'Your drafts are saved, and messages you sent will still go out.',
    reload: 'Reload',
  },
};

export type AppWords = typeof english;
export const appWords = wordsFor('app', english);
export const useWords = appWords.use;
