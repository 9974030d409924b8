// The words of messages that the page begins with, in English. Those of deleting one are in `delete-words.ts`.

import { english as systemEnglish } from '../../core/formatting/system.en';
import { wordsFor } from '../../shared/words/words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const english = {
  messages: {
    label: (name: string) => `Messages in ${name}`,
    new: 'New',
    edited: 'edited',
    newBelow: (count: number) => `${plural(count, 'new message', 'new messages')}`,
    loadFailed: 'The messages couldn’t be loaded.',
    whenConnected: 'This conversation will load when the connection is back.',
    refused: {
      before: 'Older messages couldn’t be loaded.',
      after: 'Newer messages couldn’t be loaded.',
      latest: 'The latest messages couldn’t be loaded.',
      around: 'These messages couldn’t be loaded.',
    },
    jumpToDate: 'Jump to a date',
    loadingOlder: 'Loading older messages…',
    notPrinted: 'Earlier messages are not included.',
    react: 'Add a reaction',
    showMore: 'Show more',
    showLess: 'Show less',
    reply: 'Reply',
    edit: 'Edit',
    delete: 'Delete',
    copyLink: 'Copy link',
    copyText: 'Copy text',
    markUnread: 'Mark unread from here',
    moreActions: 'More actions',
    linkCopied: 'The link was copied.',
    textCopied: 'The text was copied.',
    notCopied: 'Your browser didn’t allow copying.',
    sending: 'Sending…',
    waiting: 'Waiting for the connection…',
    repliedTo: (name: string) => `Reply to ${name}`,
    others: (count: number) => (count === 1 ? '1 other' : `${count.toLocaleString('en')} others`),
    reactedWith: (names: string, emoji: string) => `${names} reacted with ${emoji}`,
    deletedMeanwhile: 'This message has since been deleted. You can still copy what you wrote.',
    editHint: 'Esc to cancel, Enter to save',
    editHintInCode: 'Esc to cancel, Ctrl+Enter to save',
    notifiesMany: (people: number) => `This will notify ${people} people. Save?`,
    arrived: (name: string, text: string) => `${name}: ${text}`,
    replies: (count: number) => plural(count, 'reply', 'replies'),
    noReplies: 'No replies yet',
    by: (name: string, time: string) => `${name}, ${time}`,
  },
  systemPhrases: systemEnglish,
  typing: {
    one: (name: string) => `${name} is typing…`,
    two: (one: string, two: string) => `${one} and ${two} are typing…`,
    many: 'Several people are typing…',
  },
};

export const messagesWords = wordsFor('messages', english);
export const useWords = messagesWords.use;
