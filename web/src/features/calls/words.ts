// The words of calls that the page begins with, in English. All others are in `call-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  calls: {
    audio: 'Start an audio call',
    video: 'Start a video call',
    joinWith: (count: number) => `Join (${count})`,
    running: 'Call in progress',
    history: 'Calls',
  },
};

export const callsWords = wordsFor('calls', english);
export const useWords = callsWords.use;
