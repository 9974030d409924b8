// The words of login, in English. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const english = {
  login: {
    title: 'Log in to chat',
    hint: 'Use your Orvale user name and password.',
    username: 'User name',
    password: 'Password',
    submit: 'Log in',
    working: 'Logging in…',
    wrong: 'The user name or password is wrong.',
    expired: 'Your session has expired. Log in again; your drafts are kept.',
    revoked: 'Your session was ended by an administrator or from another device.',
    elsewhere: 'You logged out in another tab. Your drafts are kept.',
  },
  logoutDialog: {
    title: 'Log out?',
    text: 'Unsent messages and drafts stay on this device.',
    here: 'Log out here',
    everywhere: 'Log out on all devices',
    failed: 'You are still logged in.',
  },
};

export type LoginWords = typeof english;
export const loginWords = wordsFor('login', english);
export const useWords = loginWords.use;
