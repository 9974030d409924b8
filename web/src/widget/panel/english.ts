// Every word of the list and the frame around it, in English.

import type { PresenceStatus } from '../../core/protocol/generated';
import { localeOf } from './words';

const presence: Record<PresenceStatus, string> = { online: 'Online', away: 'Away', busy: 'Busy', offline: 'Offline' };

export const english = {
  locale: localeOf('en'),
  presence,
  title: 'Chat',
  expand: 'Open chat page',
  fold: 'Minimise chat',
  back: 'Back to conversations',
  recent: 'Conversations',
  all: 'All conversations',
  none: 'No conversations.',
  browse: 'Find a conversation',
  unread: (count: string | number) => `${count} unread`,
  you: 'You',
  forwarded: 'Forwarded message',
  notes: 'Notes (you)',
  retry: 'Try again',
  reload: 'Reload',
  partFailed: 'Couldn’t be loaded.',
  outdated: 'A new version is available.',
  loading: 'Loading…',
  deleted: 'This message was deleted.',
  now: 'now',
};
