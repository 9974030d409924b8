// Which lines of a ticket's conversation come with something that was written to the ticket. Pure.

import type { Message } from '../protocol/generated';

/** True for a line of a ticket's conversation below which stands what was written to the ticket with it. */
export function hasRemark({ system }: Pick<Message, 'system'>): boolean {
  const { event, to, comment, ticket } = system ?? {};
  const noted = event === 'ticket_status' && ticket === undefined && (to === 'completed' || to === 'escalated');
  return comment !== undefined || noted;
}
