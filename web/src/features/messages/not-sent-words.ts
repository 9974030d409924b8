// The words of a message that was not sent, in English: fetched with what is said below it. Their type binds the other languages.

import { reachedInEnglish } from '../../core/formatting/reached';
import { wordsFor } from '../../shared/words/words';

const english = {
  notSent: {
    many: (people: number, offDuty: number) => `Not sent yet: this will notify ${reachedInEnglish(people, offDuty)}.`,
    failed: 'Not sent.',
    edit: 'Edit',
    discarded: 'The message was discarded.',
    discardFiles: (count: number) => (count === 1 ? 'Discard this message and its file?' : `Discard this message and its ${count} files?`),
    noUndo: 'This can’t be undone.',
  },
};

export type NotSentWords = typeof english;
export const useWords = wordsFor('messages', english).use;
