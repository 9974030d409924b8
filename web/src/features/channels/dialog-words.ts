// All words of channels, in English: fetched with the first dialog. Their type binds the other languages.

import { ended } from '../../shared/words/ended';
import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  ...first,
  menu: {
    ...first.menu,
    move: 'Move to section…',
  },
  members: {
    ...first.members,
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
    archiveHint: {
      public: 'Nobody can post any more, but everyone can still read it.',
      private: 'Nobody can post any more, but its members can still read it.',
    },
    unarchiveHint: 'Members can post again and see it in their lists.',
    saved: 'Saved.',
  },
  access: {
    type: 'Who can see it',
    public: 'Public',
    publicHint: 'Everyone can find, read and join it.',
    private: 'Private',
    privateHint: 'Only its members can see it.',
    closes: 'Members stay. Everyone else can no longer find or read it.',
    history: 'What new members see',
    histories: { all: 'All messages', since_joining: 'Messages sent after they join' },
    reveals: (count: number) =>
      count === 1 ? '1 earlier message becomes visible to people who can’t see it now.' : `${count} earlier messages become visible to people who can’t see them now.`,
    revealsSome: 'Earlier messages become visible to people who can’t see them now.',
    keepHidden: 'Keep earlier messages hidden from them',
    links: 'Invite links',
    team: (team: string) => `Everyone in the team ${team} is a member`,
    handOver: 'Hand over ownership',
    handOverQuestion: (person: string, channel: string) => `Hand over #${channel} to ${person}?`,
    handOverHint: 'They become the owner and you become an admin. Only they can give it back.',
  },
  converting: {
    menu: 'Turn into a channel',
    title: 'Turn this group into a private channel',
    hint: 'Its members and messages stay. You become the owner, and more people can be added.',
    withHistory: 'New members can read what was written so far',
    submit: 'Create channel',
  },
  leaving: {
    public: 'You can join again at any time.',
    private: 'You can come back only if a member adds you again.',
    lastOfPublic: 'You’re the last member. Anyone can still find and join the channel.',
    lastOfPrivate: 'You’re the last member. If you leave, nobody can find or read the channel any more.',
    owner: 'You own this channel. Without an owner, only an administrator can archive it or appoint a new owner.',
    done: (name: string) => ended(`You left #${name}`),
  },
  group: {
    leave: 'Leave group',
    question: 'Leave this group?',
    consequence: 'You won’t see it any more, and nobody can bring you back. The others see that you left.',
    last: 'You’re the last member. Nobody can read it any more once you leave.',
    done: 'You left the group.',
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
};

export type ChannelsWords = typeof english;
export const channelsWords = wordsFor('channels', english);
export const useWords = channelsWords.use;
