// Whole values to vary in tests.

import type { ChannelView, Member, Mention, Message, Person, Preferences, Thread, TicketCard, UserTyping } from '../../src/core/protocol/generated';

export function personOf(username: string, change: Partial<Person> = {}): Person {
  const displayName = username.charAt(0).toUpperCase() + username.slice(1);
  return { username, displayName, role: 'user', teamId: null, active: true, ...change };
}

export function memberOf(userId: string, change: Partial<Member> = {}): Member {
  const { displayName } = personOf(userId);
  return { userId, displayName, role: 'member', canPost: true, joinedAt: 0, ...change };
}

export function channelOf(change: Partial<ChannelView> = {}): ChannelView {
  return {
    id: 1,
    name: 'general',
    description: '',
    type: 'public',
    createdBy: 'alice',
    teamId: null,
    active: true,
    readOnly: false,
    pinning: 'members',
    history: 'all',
    memberCount: 2,
    members: [],
    group: false,
    seq: 0,
    lastMessageAt: null,
    createdAt: 0,
    updatedAt: 0,
    role: 'member',
    canPost: true,
    lastReadSeq: 0,
    unreadCount: 0,
    mentionCount: 0,
    muted: false,
    mutedUntil: null,
    pinned: false,
    hidden: false,
    notify: 'mentions',
    ...change,
  };
}

/** What one has who has chosen nothing. */
export function preferencesOf(change: Partial<Preferences> = {}): Preferences {
  return { keywords: [], quietHours: null, dndUntil: null, quietOffUntil: null, sound: true, desktop: true, sections: [], language: null, theme: null, timeZone: null, ...change };
}

/** What the server would find in a text: each of these people, once. */
export function mentionsIn(text: string, ...usernames: string[]): Mention[] {
  return usernames
    .map((userId) => ({ userId, start: text.toLowerCase().indexOf(`@${userId}`), length: userId.length + 1 }))
    .filter(({ start }) => start !== -1)
    .toSorted((one, other) => one.start - other.start);
}

export function messageOf(change: Partial<Message> = {}): Message {
  return {
    id: 1,
    channelId: 1,
    seq: 1,
    userId: 'bob',
    text: 'hello',
    mentions: [],
    type: 'text',
    clientId: null,
    replyToId: null,
    ticketReference: null,
    file: null,
    editedAt: null,
    deletedAt: null,
    createdAt: 1_700_000_000_000,
    pinnedBy: null,
    pinnedAt: null,
    reactions: [],
    ...change,
  };
}

export function threadOf(change: Partial<Thread> = {}): Thread {
  return { replyCount: 1, lastReplyAt: 1_700_000_000_000, lastReplySeq: 2, participants: ['bob'], following: true, unreadCount: 0, ...change };
}

export function typingOf(user: string): UserTyping {
  return { channelId: 1, user, typing: true, channel: { id: 1, name: 'general', type: 'public' } };
}

export function ticketOf(change: Partial<TicketCard> = {}): TicketCard {
  return {
    number: 'HD-250819-138',
    title: 'The printer is on fire',
    status: 'open',
    priority: 'high',
    team: 'ITTS_Main',
    teamName: 'IT Main',
    assignee: 'bob',
    assigneeName: 'Bob Kowalski',
    requester: null,
    requesterName: 'Lena Fischer',
    category: null,
    createdAt: Date.now() - 3 * 24 * 3_600_000,
    updatedAt: 1000,
    may: [],
    ...change,
  };
}
