// All words of presence, in English: fetched with the profile. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  ...first,
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
};

export type PresenceWords = typeof english;
export const useWords = wordsFor('presence', english).use;
