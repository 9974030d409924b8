// The words above a conversation's first message, in English: fetched with them. Their type binds the other languages.

import { ended } from '../../shared/words/ended';
import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  ...first,
  intro: {
    startTicket: (name: string) => ended(`This is the beginning of the conversation about ${name}`),
    start: (name: string) => ended(`This is the beginning of #${name}`),
    startHidden: 'You can’t see earlier messages in this channel.',
    startJoining: 'Only members can see messages in this channel, starting when they join.',
    startNotes: 'This is a place for your notes. Only you can see it.',
    startDirect: (name: string) => `This is the beginning of your conversation with ${name}.`,
    noMessages: 'No messages yet. Be the first to write one!',
  },
};

export type IntroWords = typeof english;
export const useWords = wordsFor('messages', english).use;
