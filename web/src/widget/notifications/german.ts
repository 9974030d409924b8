// Every word of notifications, in German.

import { DIRECT, notifiedInGerman } from '../../core/formatting/notified.de';
import type { NotificationWords } from './words';

export const german: NotificationWords = {
  title: 'Benachrichtigungen',
  unread: (count) => `${count} ungelesen`,
  readAll: 'Alle als gelesen markieren',
  all: 'Alle Benachrichtigungen',
  direct: DIRECT,
  other: 'einer anderen Unterhaltung',
  reasons: notifiedInGerman,
};
