// The words of composer that the page begins with, in English. Those of its buttons are in `format-words.ts`.

import { wordsFor } from '../../shared/words/words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const listed = (names: string[]): string => new Intl.ListFormat('en').format(names);

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
    left: (count: number) => `${plural(count, 'character', 'characters')} left`,
    tooLong: (count: number) => `${plural(count, 'character', 'characters')} too many`,
    formatHint: '**bold** *italic* `code` > quote',
    newLineHint: 'Shift Enter for a new line',
    inCodeHint: 'Enter for a new line · Ctrl Enter to send',
    sendParts: (count: number) => `Send as ${count} messages`,
    notInChannel: (names: string[]) => `${listed(names)} ${names.length === 1 ? 'isn’t' : 'aren’t'} in this channel and won’t be notified.`,
    notInDirect: (names: string[]) => `${listed(names)} ${names.length === 1 ? 'isn’t' : 'aren’t'} in this conversation and won’t be notified.`,
    addToChannel: 'Add to the channel',
    notifiesNobody: (word: string) => `${word} notifies nobody here.`,
    noFiles: 'Files can’t be sent here yet. Attach them to the ticket.',
    mentionsDropped: (people: number, most: number) => `${people === 1 ? '1 of the people you mentioned wasn’t' : `${people} of the people you mentioned weren’t`} notified. A message notifies at most ${most}.`,
  },
  slash: {
    text: '[text]',
    optionalText: '[text, optional]',
    me: 'Say what you’re doing, in italics',
    shrug: 'Append ¯\\_(ツ)_/¯',
    missing: (command: string) => `Type something after ${command}.`,
    unknown: (command: string) => `${command} isn’t a command. To send it as a message, start with //.`,
    notHere: (command: string) => `You can’t use ${command} in this conversation.`,
  },
};

export const composerWords = wordsFor('composer', english);
export const useWords = composerWords.use;
