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
  leaving: {
    public: 'You can join again at any time.',
    private: 'You can come back only if a member adds you again.',
    lastOfPublic: 'You are its last member. It stays where everyone can find and join it.',
    lastOfPrivate: 'You are its last member: after you nobody can find it or read it any more.',
    owner: 'You are an owner of it. Without any owner, only an administrator can archive it or appoint another one.',
    done: (name: string) => `You left #${name}.`,
  },
  archiving: {
    question: (name: string) => `Archive #${name}?`,
    wayBack: 'It leaves everyone’s list. You can find and unarchive it under “Browse channels”, “Archived”.',
    done: (name: string) => `#${name} is archived.`,
  },
  removing: {
    question: (person: string, channel: string) => `Remove ${person} from #${channel}?`,
    public: 'They can join again whenever they like.',
    private: 'It is private: they can no longer read it, and cannot come back unless a member adds them again.',
  },
  members: {
    title: 'Members',
    add: 'Add people',
    fixed: 'The people in a direct conversation stay the same. To have others in it, start a new one.',
    wider: 'Start one with more people',
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
    which: 'Which channels',
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
    taken: 'Another channel has this name already. Please choose a different one.',
  },
};

export type ChannelsWords = typeof english;
export const channelsWords = wordsFor('channels', english);
export const useWords = channelsWords.use;
