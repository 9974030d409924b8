// Every word of notifications, in English.

import { DIRECT, notifiedInEnglish } from '../../core/formatting/notified';

export const english = {
  title: 'Notifications',
  unread: (count: number) => `${count} unread`,
  readAll: 'Mark all as read',
  all: 'All notifications',
  direct: DIRECT,
  other: 'another conversation',
  reasons: notifiedInEnglish,
};
