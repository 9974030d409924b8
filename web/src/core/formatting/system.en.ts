// What system messages say, in English.

import type { SystemPhrases } from './system';

const history: Readonly<Record<string, string>> = { all: 'all messages', since_joining: 'messages sent after they join' };

export const english: SystemPhrases = {
  joined: '$people joined.',
  left: '$people left.',
  added: '$by added $people.',
  removed: '$by removed $people.',
  renamed: '$by renamed the channel from “$from” to “$to”.',
  topic_changed: ({ to }) => (to === '' ? '$by removed the topic.' : '$by changed the topic to “$to”.'),
  posting_changed: ({ to }) => `$by changed who can post: ${to === 'admins' ? 'admins only' : 'all members'}.`,
  pinning_changed: ({ to }) => `$by changed who can pin messages: ${to === 'admins' ? 'admins only' : 'all members'}.`,
  history_changed: ({ to }) => `$by changed what new members see: ${history[to] ?? 'messages from here on'}.`,
  type_changed: '$by made the channel $to.',
  converted: '$by turned the group into the channel “$to”.',
  ownership_transferred: '$by made $people the owner.',
  role_changed: ({ to }) => `$by made $people ${to === 'member' ? 'a member' : 'an $to'}.`,
  invite_created: '$by created an invite link.',
  invite_revoked: '$by revoked an invite link.',
  archived: '$by archived the channel.',
  unarchived: '$by unarchived the channel.',
  missed_call: '$people missed a call from $by.',
  call_ended: '$by called. $time with $people.',
  // Orvale's words are English: `in_progress`.
  ticket_status: ({ to }) => `$by changed the status to ${to.replaceAll('_', ' ')}.`,
  ticket_priority: '$by changed the priority to $to.',
  ticket_team: ({ to }) => (to === '' ? '$by removed the ticket from its team.' : '$by moved the ticket to $to.'),
  ticket_assignee: ({ to, own }) => (own ? '$by took the ticket.' : to === '' ? '$by unassigned the ticket.' : '$by assigned the ticket to $to.'),
  ticket_comment: '$by commented on the ticket.',
  ticket_created: '$by created a ticket.',
  ticket_deleted: 'The ticket was deleted in Orvale.',
  ticket_digest: '$count changes to tickets.',
  units: ['h', 'min', 's'],
  of_ticket: {
    ticket_created: '$by created $ticket.',
    ticket_status: '$by changed the status of $ticket.',
    ticket_priority: '$by changed the priority of $ticket.',
    ticket_team: '$by moved $ticket to another team.',
    ticket_assignee: '$by changed who works on $ticket.',
    ticket_comment: '$by commented on $ticket.',
  },
};
