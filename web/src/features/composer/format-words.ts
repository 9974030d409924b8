// All words of composer, in English: fetched with its buttons and its commands. Their type binds the other languages.

import type { Format } from '../../shared/writing/format-keys';
import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const listed = (names: string[]): string => new Intl.ListFormat('en').format(names);

const english = {
  ...first,
  barred: {
    not_member: (name: string) => `You’re previewing #${name}. Join it to take part.`,
    archived: 'This channel is archived. You can read it but not post.',
    deleted: 'This ticket was deleted. You can still read its conversation.',
    completed: 'This ticket is completed. You can post here again when it’s reopened.',
    read_only: 'Only admins can post in this channel.',
    silenced: 'A moderator has muted you in this channel.',
  },
  composer: {
    ...first.composer,
    left: (count: number) => `${plural(count, 'character', 'characters')} left`,
    tooLong: (count: number) => `${plural(count, 'character', 'characters')} too many`,
    sendParts: (count: number) => `Send as ${count} messages`,
    makeFile: 'Send as a file',
    looksLikeCode: 'This looks like a log or code.',
    makeCode: 'Format as code block',
    chooseFiles: 'Choose files',
    takePhoto: 'Take a photo',
    notInChannel: (names: string[]) => `${listed(names)} ${names.length === 1 ? 'isn’t' : 'aren’t'} in this channel and won’t be notified.`,
    notInDirect: (names: string[]) => `${listed(names)} ${names.length === 1 ? 'isn’t' : 'aren’t'} in this conversation and won’t be notified.`,
    addToChannel: 'Add to the channel',
    mentionsDropped: (people: number, most: number) => `${people === 1 ? '1 of the people you mentioned wasn’t' : `${people} of the people you mentioned weren’t`} notified. A message notifies at most ${most}.`,
    notInThread: (names: string[]) => `${listed(names)} can’t see this thread and ${names.length === 1 ? 'wasn’t' : 'weren’t'} notified.`,
    formats: {
      bold: ['Bold', 'Ctrl B'],
      italic: ['Italic', 'Ctrl I'],
      strike: ['Strikethrough', 'Ctrl Shift X'],
      code: ['Code', 'Ctrl E'],
      link: ['Link', 'Ctrl K'],
      bullets: ['Bulleted list', 'Ctrl Shift 8'],
      numbers: ['Numbered list', 'Ctrl Shift 7'],
      quote: ['Quote', 'Ctrl Shift 9'],
      fence: ['Code block', 'Ctrl Shift E'],
    } as Record<Format, readonly [string, string]>,
  },
  slash: {
    text: '[text]',
    optionalText: '[text, optional]',
    me: 'Say what you’re doing, in italics',
    shrug: 'Append ¯\\_(ツ)_/¯',
    toWhom: '@name [text]',
    msg: 'Send a direct message',
    channel: '#channel',
    join: 'Go to a channel, joining it if needed',
    missing: (command: string) => `Type something after ${command}.`,
    unknown: (command: string, nearest: string | null) => `${command} isn’t a command. ${nearest === null ? '' : `Did you mean ${nearest}? `}To send it as a message, start with //.`,
    nothingAfter: (command: string) => `${command} doesn’t take any text.`,
    notHere: (command: string) => `You can’t use ${command} in this conversation.`,
    nobody: 'Type who the message is for, e.g. /msg @bob Hello.',
    noChannel: 'Type the channel after /join, e.g. /join #general.',
    unknownChannel: (name: string) => `There’s no channel ${name}, or you don’t have access to it.`,
  },
};

export type ComposerWords = typeof english;
export const composerWords = wordsFor('composer', english);
export const useWords = composerWords.use;
