// What a notification says happened, in English: for the page and the widget.

import type { Notification, NotificationKind } from '../protocol/generated';

/** What follows the names of the `people` who caused it; where nobody did, the whole of it. */
export type Reasons = Record<NotificationKind, (place: string, detail: string, people: number, set?: Set) => string>;

/** What was set, and whether the user lost the ticket by it. */
export type Set = Pick<Notification, 'to' | 'lost' | 'from'>;

/** The place that is a conversation between two. */
export const DIRECT = 'a direct message';

const messageIn = (place: string): string => (place === DIRECT ? 'direct message' : `message in ${place}`);

export const notifiedInEnglish: Reasons = {
  mention: (place) => `mentioned you in ${place}`,
  keyword: (place, keyword) => `wrote “${keyword}” in ${place}`,
  thread_reply: (place) => `replied to a thread in ${place}`,
  message: (place) => `wrote in ${place}`,
  reaction: (place, emoji) => `reacted ${emoji} to your ${messageIn(place)}`,
  reminder: (place) => `Reminder about a ${messageIn(place)}`,
  scheduled_failed: (place) => `Your scheduled ${messageIn(place)} wasn’t sent`,
  missed_call: (place) => (place === DIRECT ? 'called you' : `called you in ${place}`),
  ticket_assigned: (_, number) => `assigned ${number} to you`,
  ticket_created: (_, number) => `created ${number} for you`,
  ticket_status: (_, number) => `changed the status of ${number}`,
  ticket_priority: (_, number) => `changed the priority of ${number}`,
  ticket_team: (_, number, __, { to, lost } = {}) => `moved ${number} to ${to ?? 'another team'}${lost ? '; you no longer work on it' : ''}`,
  ticket_assignee: (_, number, __, { to, lost, from } = {}) =>
    to !== undefined ? `assigned ${number} to ${to}` : !lost ? `changed who works on ${number}` : from === undefined ? `You no longer work on ${number}` : `unassigned you from ${number}`,
  ticket_comment: (_, number) => `commented on ${number}`,
  ticket_due: (_, number, __, { to } = {}) => `${number} is ${to === 'late' ? 'overdue' : 'due soon'}`,
};
