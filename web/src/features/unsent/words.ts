// The words of texts that were not sent, in English: fetched with what offers them. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const kept = (messages: number, drafts: number, files: number): string =>
  [
    ...(messages > 0 ? [`${plural(messages, 'message was', 'messages were')} not sent`] : []),
    ...(drafts > 0 ? [`${plural(drafts, 'draft is', 'drafts are')} kept`] : []),
    ...(files > 0 ? [`${plural(files, 'attached file was', 'attached files were')} not sent`] : []),
  ].join(', ');

const english = {
  unsent: {
    here: (messages: number, drafts: number, files: number) => `${kept(messages, drafts, files)}.`,
    elsewhere: (messages: number, drafts: number, files: number) => `In conversations you can’t write in or have hidden: ${kept(messages, drafts, files)}.`,
    show: 'Show',
    title: 'Unsent messages, drafts and files',
    hint: 'They are kept in this browser until you discard them.',
    message: 'Message not sent',
    draft: 'Draft',
    files: 'Attached files',
    save: 'Save',
    saveNamed: (name: string) => `Save ${name}`,
    lost: 'A conversation you can’t open',
    open: 'Open',
    copy: 'Copy',
    discarded: 'Discarded.',
    discardFiles: (count: number) => (count === 1 ? 'Discard the file?' : `Discard ${count} files?`),
    noUndo: 'This can’t be undone.',
    copied: 'The text was copied.',
    notCopied: 'Your browser didn’t allow copying. Select the text and copy it.',
  },
};

export type UnsentWords = typeof english;
export const useWords = wordsFor('unsent', english).use;
