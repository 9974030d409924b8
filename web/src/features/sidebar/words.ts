// The words of sidebar that the page begins with, in English. Those for arranging it are in `arrange-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = {
  sidebar: {
    label: 'Conversations',
    pinned: 'Pinned',
    muted: 'Muted',
    mutedUntil: (time: string) => `Muted until ${time}`,
    channels: 'Channels',
    directs: 'Direct messages',
    people: (count: number) => `People (${count})`,
    online: (count: number) => `Online (${count})`,
    offline: (count: number) => `Offline (${count})`,
    find: 'Find a conversation',
    findKeys: 'Ctrl K',
    browse: 'Browse channels',
    create: 'Create a channel',
    newDirect: 'New direct message',
    findShort: 'Find',
    unreadOnly: 'Show unread only',
    showAll: 'Show all conversations',
    caughtUp: 'You’re all caught up.',
    sortSection: (section: string) => `Sort ${section}`,
    empty: 'You’re not in any channels yet.',
    noDirects: 'Nobody has written to you yet.',
    findPeople: 'Message someone',
    searchPeople: (rest: number) => `${rest} more: find them by name`,
    mentions: (count: string) => `${count} for you`,
    draft: 'Draft',
    failed: 'Message not sent',
    added: 'New',
    editSection: (title: string) => `Edit section ${title}`,
    emptySection: 'Drag conversations here, or choose “Move to section” from their menu.',
  },
};

export const sidebarWords = wordsFor('sidebar', english);
export const useWords = sidebarWords.use;
