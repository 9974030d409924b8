// Every word of the list and the frame around it, in English.

import type { PresenceStatus } from '../../core/protocol/generated';
import { localeOf } from './words';

const presence: Record<PresenceStatus, string> = { online: 'Online', away: 'Away', busy: 'Busy', offline: 'Offline' };

export const english = {
  locale: localeOf('en'),
  presence,
  title: 'Chat',
  expand: 'Open the chat page',
  fold: 'Minimise chat',
  back: 'Back to conversations',
  recent: 'Recent conversations',
  all: 'All conversations',
  none: 'No conversations yet.',
  browse: 'Find a channel or a person',
  unread: (count: string) => `${count} unread`,
  you: 'You',
  forwarded: 'Forwarded message',
  mute: 'Mute',
  unmute: 'Unmute',
  notes: 'Notes (you)',
  to: 'To',
  quick: 'Quick message…',
  send: 'Send',
  sent: (name: string) => `Sent to ${name}`,
  retry: 'Try again',
  reload: 'Reload',
  notSent: 'Not sent. Try again.',
  partFailed: 'This couldn’t be loaded.',
  outdated: 'A new version is available.',
  tooLong: (count: number) => `${count} characters too many`,
  loading: 'Loading…',
  deleted: 'This message was deleted.',
  now: 'now',
  members: (count: number) => `${count} ${count === 1 ? 'member' : 'members'}`,
  offline: 'No connection.',
  connectNow: 'Connect now',
  signedOut: 'You’re not logged in',
  signedOutHint: 'Log in to Orvale to see your conversations. Your drafts are kept.',
  revoked: 'Your session was ended',
  revokedHint: 'An administrator ended it, or you did on another device.',
  login: 'Log in',
  storageRefused: 'This browser can’t store messages. Unsent ones are lost when you leave the page.',
};
