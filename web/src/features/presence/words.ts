// The words of presence, in English: fetched with the profile or the commands. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const english = {
  status: {
    title: 'Profile and preferences',
    presence: 'Your status',
    message: 'Status message',
    messageHint: 'e.g. In a meeting until 3 pm',
    logout: 'Log out',
    saved: 'Status updated.',
    theme: 'Theme',
    light: 'Light',
    dark: 'Dark',
    system: 'Use system setting',
    density: 'Density',
    comfortable: 'Comfortable',
    compact: 'Compact',
    language: 'Language',
  },
  slash: {
    away: 'Set yourself as away, or as back',
    isAway: 'You’re set as away.',
    isBack: 'You’re no longer set as away.',
  },
};

export type PresenceWords = typeof english;
export const presenceWords = wordsFor('presence', english);
export const useWords = presenceWords.use;
