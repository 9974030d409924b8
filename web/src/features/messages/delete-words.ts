// All words of messages, in English: fetched with the question whether to delete one. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  ...first,
  messages: {
    ...first.messages,
    deleteQuestion: 'Delete this message?',
    deleteFiles: (names: string, count: number) => (count === 1 ? `With its file: ${names}` : `With its ${count} files: ${names}`),
    deleteHint: 'It disappears for everyone. This cannot be undone.',
  },
};

export type MessagesWords = typeof english;
export const useWords = wordsFor('messages', english).use;
