// The words of completion, in English: fetched with it. Their type binds the other languages.

import { wordsFor } from '../words/words';

const english = {
  writing: {
    completions: 'Suggestions',
    notMember: 'not in this channel',
    yourself: 'you',
    notJoined: 'not joined',
    everyone: 'Everyone in this conversation',
    present: 'Everyone who is online',
    onDuty: (onDuty: number, members: number) => `${onDuty} of ${members} on duty`,
  },
};

export type WritingWords = typeof english;
export const useWords = wordsFor('writing', english).use;
