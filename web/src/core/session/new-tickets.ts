// Making tickets from messages. Only the form that does it loads this.

import type { TicketCard } from '../protocol/generated';
import type { NewTicket, TicketChoices } from '../rest/routes.generated';
import type { ChatSession as Session } from './session';
import { ticketsOf } from './tickets';

export type { NewTicket, TicketChoices };

/** The teams and categories that a new ticket can have. */
export function ticketChoices({ rest }: Session): Promise<TicketChoices> {
  return rest.call('GET', '/api/chat/ticket-choices');
}

/** Makes a ticket from a message. With the same `key`, it is made once. */
export async function createTicket(session: Session, messageId: number, ticket: NewTicket, key: string): Promise<TicketCard> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const init = { method: 'POST', headers, body: JSON.stringify(ticket) } as const;
  const card = await session.rest.request<`/api/chat/messages/${number}/ticket`, 'POST'>(`/api/chat/messages/${messageId}/ticket`, {}, init);
  ticketsOf(session).learn(card.number, card);
  return card;
}
