// Words that several features share, in English. The type of this catalogue binds the other languages.

import type { ErrorCode } from '../../core/protocol/errors';
import type { PresenceStatus } from '../../core/protocol/generated';
import { ended } from './ended';
import type { Field } from './reasons';

const errors: Record<ErrorCode, string> = {
  invalid: 'Something about that request isn’t valid.',
  unauthenticated: 'Your session has expired. Please log in again.',
  forbidden: 'You don’t have permission to do that.',
  not_found: 'It no longer exists, or you don’t have access to it.',
  conflict: 'Someone else changed it in the meantime.',
  too_large: 'That is too long.',
  rate_limited: 'You’re doing that too fast. Please wait a moment.',
  busy: 'The server is busy. Please try again.',
  unknown_command: 'The server is older than this page. Please reload.',
  internal: 'Something went wrong on the server. Please try again.',
  offline: 'The server can’t be reached. Please try again in a moment.',
  ended: 'You’re logged out.',
};

/** A pattern of the server's sentences, and what the page says instead, with what stands in its brackets. */
type Sentence = readonly [RegExp, string | ((sentence: string, ...parts: string[]) => string)];

const fields: Record<Field, string> = {
  message: 'The message',
  name: 'The name',
  description: 'The topic',
  statusMessage: 'The status message',
  emoji: 'The reaction',
  title: 'The title',
  'ticket description': 'The description',
  comment: 'The comment',
  reason: 'The reason',
  notes: '“What was done”',
};

/** What the server says, in the page's language. */
const sentences: readonly Sentence[] = [
  [/^channel name is taken: (#.+) exists.*$/, 'There is already a channel $1. Choose another name.'],
  [/^(.+) is not an active user$/, 'There is no active account called $1.'],
  [/^(.+ is not what its name says: .+)$/, '$1.'],
  [/^(\p{Lu}.*\.)$/u, '$1'],
  // Not those about fields that programs fill in.
  [/^(?!body|[\w.]+ must |.*[`_{])(\p{Ll})(.*?)\.?$/u, (_, first, rest) => `${first.toUpperCase()}${rest}.`],
];

const presence: Record<PresenceStatus | 'unknown' | 'deactivated', string> = {
  online: 'Online',
  away: 'Away',
  busy: 'Busy',
  offline: 'Offline',
  unknown: 'Status unknown',
  deactivated: 'Deactivated account',
};

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const english = {
  locale: 'en',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  send: 'Send',
  retry: 'Try again',
  discard: 'Discard',
  back: 'Back',
  loading: 'Loading…',
  you: 'you',
  notes: 'Notes (you)',
  errors,
  refusals: {
    fields,
    empty: (field: string) => `${field} can’t be empty.`,
    tooLong: (field: string, most: number) => `${field} can have at most ${most} characters.`,
    character: (field: string, character: string) => `${field} contains a character that isn’t allowed (${character}).`,
    form: (field: string, rule: string) => `${field} must ${rule}.`,
    sentences,
  },
  presence,
  channel: {
    public: 'Public channel',
    private: 'Private channel',
    members: (count: number) => plural(count, 'member', 'members'),
    showMembers: 'Members',
    settings: 'Channel settings',
    join: 'Join channel',
    gone: 'This conversation doesn’t exist, or you don’t have access to it.',
    welcome: 'Welcome',
    welcomeHint: 'Pick a conversation on the left, or press Ctrl+K to find one.',
    vanished: (name: string) => ended(`You’re no longer in #${name}`),
    removedBy: (by: string, name: string) => ended(`${by} removed you from #${name}`),
    unread: (count: string) => `${count} unread`,
  },
  people: {
    addTitle: 'Add people',
  },
  outdated: 'A new version is available.',
  reload: 'Reload',
  part: {
    failed: 'This part of the page couldn’t be loaded.',
  },
  times: {
    today: 'Today',
    yesterday: 'Yesterday',
    justNow: 'just now',
  },
  message: {
    deleted: 'This message was deleted.',
    forwarded: 'Forwarded message',
    repliedToUnknown: 'Reply to a message you can’t see',
  },
};

export type Words = typeof english;
