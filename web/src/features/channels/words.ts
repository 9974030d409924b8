// The words of channels, in English. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const english = {
  settings: {
    title: 'Channel settings',
    name: 'Name',
    topic: 'Topic',
    readOnly: 'Only admins can post',
    whoWrites: 'Who can post',
    adminsWrite: 'Admins only',
    membersWrite: 'All members',
    fixed: 'Only the channel’s admins can change this.',
    fixedWhileArchived: 'Unarchive the channel to change its settings.',
    archive: 'Archive channel',
    archiveHint: 'Nobody can post any more, but everyone can still read it.',
    unarchiveHint: 'Members can post again and see it in their lists.',
    saved: 'Saved.',
  },
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
  leaving: {
    public: 'You can join again at any time.',
    private: 'You can come back only if a member adds you again.',
    lastOfPublic: 'You’re the last member. Anyone can still find and join the channel.',
    lastOfPrivate: 'You’re the last member. If you leave, nobody can find or read the channel any more.',
    owner: 'You own this channel. Without an owner, only an administrator can archive it or appoint a new owner.',
    done: (name: string) => `You left #${name}.`,
  },
  archiving: {
    question: (name: string) => `Archive #${name}?`,
    wayBack: 'It disappears from everyone’s list. You can find and unarchive it in “Browse channels”, under “Archived”.',
    done: (name: string) => `#${name} is archived.`,
  },
  removing: {
    question: (person: string, channel: string) => `Remove ${person} from #${channel}?`,
    public: 'They can join again at any time.',
    private: 'This channel is private. They can’t read it or come back unless a member adds them.',
  },
  members: {
    title: 'Members',
    add: 'Add people',
    fixed: 'You can’t add people to a direct conversation. Start a new one to include others.',
    wider: 'New conversation',
    makeAdmin: 'Make admin',
    makeMember: 'Make member',
    makeOwner: 'Make owner',
    remove: 'Remove from channel',
    message: 'Send a direct message',
    loadMore: 'Show more',
    actionsFor: (name: string) => `Actions for ${name}`,
  },
  browse: {
    title: 'Browse channels',
    placeholder: 'Search by name or topic',
    none: 'No public channel matches.',
    which: 'Show',
    live: 'Active',
    archived: 'Archived',
    noneArchived: 'No archived channel matches.',
  },
  create: {
    title: 'Create a channel',
    name: 'Name',
    nameHint: 'Short and clear, e.g. network-outages',
    topic: 'Topic (optional)',
    kind: 'Who can see it',
    public: 'Public',
    publicHint: 'Everyone can find and join it.',
    private: 'Private',
    privateHint: 'Only people who are added can see it.',
    submit: 'Create',
    nameMissing: 'Enter a name.',
    taken: 'This name is taken. Choose a different one.',
  },
  slash: {
    text: '[text]',
    people: '@name …',
    invite: 'Add people to this channel',
    nobody: 'Type the names of the people to add, e.g. /invite @bob.',
    topic: 'Set the topic of this channel',
    noTopic: 'Type the topic after /topic.',
  },
};

export type ChannelsWords = typeof english;
export const channelsWords = wordsFor('channels', english);
export const useWords = channelsWords.use;
