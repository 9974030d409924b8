// What a notification says happened, in German: for the page and the widget.

import type { Reasons } from './notified';

/** The place that is a conversation between two. */
export const DIRECT = 'einer Direktnachricht';

const messageIn = (place: string): string => (place === DIRECT ? 'Direktnachricht' : `Nachricht in ${place}`);

export const notifiedInGerman: Reasons = {
  mention: (place) => `hat Sie in ${place} erwähnt`,
  keyword: (place, keyword) => `hat „${keyword}“ in ${place} geschrieben`,
  thread_reply: (place) => `hat in einem Thread in ${place} geantwortet`,
  message: (place) => `hat in ${place} geschrieben`,
  reaction: (place, emoji, people) => `${people > 1 ? 'haben' : 'hat'} mit ${emoji} auf Ihre ${messageIn(place)} reagiert`,
  reminder: (place) => `Erinnerung an eine ${messageIn(place)}`,
  scheduled_failed: (place) => `Ihre geplante ${messageIn(place)} wurde nicht gesendet`,
  missed_call: (place) => (place === DIRECT ? 'hat Sie angerufen' : `hat Sie in ${place} angerufen`),
  ticket_assigned: (_, number) => `hat Ihnen das Ticket ${number} zugewiesen`,
  ticket_created: (_, number) => `hat ${number} für Sie erstellt`,
  ticket_status: (_, number) => `hat den Status von ${number} geändert`,
  ticket_priority: (_, number) => `hat die Priorität von ${number} geändert`,
  ticket_team: (_, number, __, { to, lost } = {}) => `hat ${number} an ${to ?? 'ein anderes Team'} übergeben${lost ? '; Sie sind nicht mehr zuständig' : ''}`,
  ticket_assignee: (_, number, __, { to, lost, from } = {}) =>
    to !== undefined ? `hat ${number} ${to} zugewiesen` : !lost ? `hat ${number} neu zugewiesen` : from === undefined ? `Sie sind für ${number} nicht mehr zuständig` : `hat Ihre Zuweisung zu ${number} aufgehoben`,
  ticket_comment: (_, number) => `hat ${number} kommentiert`,
  ticket_due: (_, number, __, { to } = {}) => `${number} ist ${to === 'late' ? 'überfällig' : 'bald fällig'}`,
};
