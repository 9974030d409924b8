// Every word of notifications, in both languages: too few for a part of their own.

import type { NotificationKind } from '../../core/protocol/generated';

/** What follows the name of who caused it; where nobody did, the whole of it. Those about tickets are listed on the page alone. */
type Reasons = Record<Exclude<NotificationKind, `ticket_${string}`>, (place: string, detail: string) => string>;

const reasons: Reasons = {
  mention: (place) => `mentioned you in ${place}`,
  keyword: (place, keyword) => `wrote “${keyword}” in ${place}`,
  thread_reply: (place) => `replied to a thread in ${place}`,
  message: (place) => `wrote in ${place}`,
  reaction: (place, emoji) => `reacted ${emoji} in ${place}`,
  reminder: (place) => `Reminder about a message in ${place}`,
  scheduled_failed: (place) => `Your scheduled message wasn’t sent in ${place}`,
  missed_call: (place) => `called you in ${place}`,
};

const english = {
  title: 'Notifications',
  unread: (count: number) => `${count} unread`,
  readAll: 'Mark all as read',
  all: 'All notifications',
  direct: 'a direct message',
  reasons,
};

const grounds: Reasons = {
  mention: (place) => `hat Sie in ${place} erwähnt`,
  keyword: (place, keyword) => `hat „${keyword}“ in ${place} geschrieben`,
  thread_reply: (place) => `hat in einem Thread in ${place} geantwortet`,
  message: (place) => `hat in ${place} geschrieben`,
  reaction: (place, emoji) => `hat in ${place} mit ${emoji} reagiert`,
  reminder: (place) => `Erinnerung an eine Nachricht in ${place}`,
  scheduled_failed: (place) => `Ihre geplante Nachricht in ${place} wurde nicht gesendet`,
  missed_call: (place) => `hat Sie in ${place} angerufen`,
};

const german: typeof english = {
  title: 'Benachrichtigungen',
  unread: (count) => `${count} ungelesen`,
  readAll: 'Alle als gelesen markieren',
  all: 'Alle Benachrichtigungen',
  direct: 'einer Direktnachricht',
  reasons: grounds,
};

export function wordsOf(language: string | undefined): typeof english {
  return language === 'de' ? german : english;
}
