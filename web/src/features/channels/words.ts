// The words of channels that the page begins with, in English. Those of dialogs are in `dialog-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  menu: {
    label: 'Conversation options',
    pin: 'Pin to the top',
    unpin: 'Unpin',
    mute: 'Mute',
    unmute: 'Unmute',
    hide: 'Hide until the next message',
    show: 'Show in the list',
    hiddenNow: 'It’s back in your list with its next message.',
  },
  members: { title: 'Members' },
  slash: {
    text: '[text]',
    people: '@name …',
    invite: 'Add people to this channel',
    nobody: 'Type the names of the people to add, e.g. /invite @bob.',
    mute: 'Mute or unmute this conversation',
    muted: 'Muted. It’s no longer bold when something is new.',
    unmuted: 'No longer muted.',
    leave: 'Leave this conversation',
    topic: 'Set the topic of this channel',
    noTopic: 'Type the topic after /topic.',
  },
};

export const channelsWords = wordsFor('channels', english);
export const useWords = channelsWords.use;
