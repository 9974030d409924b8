// What system messages say, in English.

import type { SystemPhrases } from './system';

const history: Readonly<Record<string, string>> = { all: 'all messages', since_joining: 'messages sent after they join' };

export const english: SystemPhrases = {
  joined: (people) => `${people} joined.`,
  left: (people) => `${people} left.`,
  added: (by, people) => `${by} added ${people}.`,
  removed: (by, people) => `${by} removed ${people}.`,
  renamed: (by, from, to) => `${by} renamed the channel from “${from}” to “${to}”.`,
  topic_changed: (by, to) => (to === undefined ? `${by} removed the topic.` : `${by} changed the topic to “${to}”.`),
  posting_changed: (by, adminsOnly) => `${by} changed who can post: ${adminsOnly ? 'admins only' : 'all members'}.`,
  pinning_changed: (by, adminsOnly) => `${by} changed who can pin messages: ${adminsOnly ? 'admins only' : 'all members'}.`,
  history_changed: (by, to) => `${by} changed what new members see: ${history[to ?? ''] ?? 'messages from here on'}.`,
  type_changed: (by, to) => `${by} made the channel ${to}.`,
  converted: (by, to) => `${by} turned the group into the channel “${to}”.`,
  ownership_transferred: (by, people) => `${by} made ${people} the owner.`,
  role_changed: (by, people, to) => `${by} made ${people} ${to === 'member' ? 'a member' : `an ${to}`}.`,
  invite_created: (by) => `${by} created an invite link.`,
  invite_revoked: (by) => `${by} revoked an invite link.`,
  archived: (by) => `${by} archived the channel.`,
  unarchived: (by) => `${by} unarchived the channel.`,
  missed_call: (by, people) => `${people} missed a call from ${by}.`,
  // Orvale's words are English: `in_progress`.
  ticket_status: (by, to) => `${by} changed the status to ${to.replaceAll('_', ' ')}.`,
  ticket_priority: (by, to) => `${by} changed the priority to ${to}.`,
  ticket_team: (by, to) => (to === '' ? `${by} removed the ticket from its team.` : `${by} moved the ticket to ${to}.`),
  ticket_assignee: (by, to, own) => (own ? `${by} took the ticket.` : to === '' ? `${by} unassigned the ticket.` : `${by} assigned the ticket to ${to}.`),
  ticket_comment: (by) => `${by} commented on the ticket.`,
  ticket_created: (by) => `${by} created a ticket.`,
  ticket_deleted: () => 'The ticket was deleted in Orvale.',
  ticket_digest: (count) => `${count} changes to tickets.`,
  of_ticket: {
    ticket_created: (by, ticket) => `${by} created ${ticket}.`,
    ticket_status: (by, ticket) => `${by} changed the status of ${ticket}.`,
    ticket_priority: (by, ticket) => `${by} changed the priority of ${ticket}.`,
    ticket_team: (by, ticket) => `${by} moved ${ticket} to another team.`,
    ticket_assignee: (by, ticket) => `${by} changed who works on ${ticket}.`,
    ticket_comment: (by, ticket) => `${by} commented on ${ticket}.`,
  },
};
