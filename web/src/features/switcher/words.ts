// The words of switcher, in English. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const english = {
  switcher: {
    title: 'Find a conversation',
    placeholder: 'Channel or person…',
    none: 'No results. Try “Browse channels” or “New direct message”.',
    archived: 'archived',
    inMessages: (text: string) => `Search messages for “${text}”`,
    hint: '↑ ↓ to choose, Enter to open, Esc to close',
  },
};

export type SwitcherWords = typeof english;
export const switcherWords = wordsFor('switcher', english);
export const useWords = switcherWords.use;
