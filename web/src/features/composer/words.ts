// The words of composer that the page begins with, in English. Those of its buttons and commands are in `format-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  composer: {
    placeholder: (name: string) => `Message ${name}`,
    replyInThread: 'Reply in thread',
    alsoTo: (title: string) => `Also send to ${title}`,
    emoji: 'Insert an emoji',
    replyingTo: (name: string) => `Replying to ${name}`,
    cancelReply: 'Cancel reply',
    formatting: 'Formatting',
    hideFormatting: 'Hide formatting',
    showFormatting: 'Show formatting',
    formatHint: '**bold** *italic* `code` > quote',
    newLineHint: 'Shift+Enter for a new line',
    inCodeHint: 'Enter for a new line · Ctrl+Enter to send',
    attach: 'Attach files',
    record: 'Record a voice message',
    recordHint: 'Record a voice message: click, or hold while you speak',
  },
};

export const composerWords = wordsFor('composer', english);
export const useWords = composerWords.use;
