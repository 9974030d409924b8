// All words of pins, in English: fetched with their list. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  pins: {
    ...first.pins,
    none: 'No pinned messages yet.',
    noneHint: 'To keep a message where everyone can find it, choose “Pin message” from its menu.',
    unpinQuestion: 'Unpin this message for everyone?',
    unpinNow: 'Unpin',
  },
};

export type PinsWords = typeof english;
export const useWords = wordsFor('pins', english).use;
