// The words of presence that the page begins with, in English. Those of the profile are in `profile-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  slash: {
    away: 'Set yourself as away, or as back',
    isAway: 'You’re set as away.',
    isBack: 'You’re no longer set as away.',
  },
};

export const presenceWords = wordsFor('presence', english);
