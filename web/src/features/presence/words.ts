// The words of presence, in English: fetched with the profile or the commands. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const english = {
  status: {
    title: 'Profile and preferences',
    presence: 'Your status',
    message: 'Status message',
    messageHint: 'What’s your status?',
    clear: 'Clear status message',
    presets: 'Suggestions',
    preset: { meeting: '📅 In a meeting', lunch: '🍽️ At lunch', home: '🏡 Working remotely', sick: '🤒 Out sick', vacation: '🌴 On vacation' },
    clearAfter: 'Clear after',
    after: { never: 'Don’t clear', halfHour: '30 minutes', hour: '1 hour', fourHours: '4 hours', today: 'Today', week: 'This week' },
    until: (time: string) => `Until ${time}`,
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
    statusMessage: '[status message, optional]',
    isAwayWith: (message: string) => `You’re set as away: ${message}`,
    isAway: 'You’re set as away.',
    isBack: 'You’re no longer set as away.',
  },
};

export type PresenceWords = typeof english;
export const presenceWords = wordsFor('presence', english);
export const useWords = presenceWords.use;
