// The words of texts that were not sent, in English: fetched with what offers them. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const kept = (messages: number, drafts: number): string =>
  [...(messages > 0 ? [`${plural(messages, 'message was', 'messages were')} not sent`] : []), ...(drafts > 0 ? [`${plural(drafts, 'draft is', 'drafts are')} kept`] : [])].join(', ');

const english = {
  unsent: {
    here: (messages: number, drafts: number) => `${kept(messages, drafts)}.`,
    elsewhere: (messages: number, drafts: number) => `In conversations you can’t write in or have hidden: ${kept(messages, drafts)}.`,
    show: 'Show',
    title: 'Unsent messages and drafts',
    hint: 'These texts are kept in this browser until you discard them.',
    message: 'Message not sent',
    draft: 'Draft',
    lost: 'A conversation you can’t open',
    open: 'Open',
    copy: 'Copy',
    copied: 'The text was copied.',
    notCopied: 'Your browser didn’t allow copying. Select the text and copy it.',
  },
};

export type UnsentWords = typeof english;
export const useWords = wordsFor('unsent', english).use;
