// What can be opened over the page to work on a ticket.

import type { Message, TicketCard } from '../../core/protocol/generated';
import type { TicketChange } from '../../core/session/tickets';
import type { Spot } from '../../shared/hooks/usePersonCard';

/** Each is based on the card that the user was looking at. */
export type TicketTask = WorkOnTicket | { task: 'create'; message: Message };

type WorkOnTicket = { ticket: TicketCard } & (
  | { task: 'status' | 'priority' | 'assignee' | 'team'; spot: Spot }
  | { task: 'complete' | 'escalate' | 'comment' | 'assign' }
  /** The ticket has changed meanwhile, or something is lost by the change: asks whether to change it all the same. */
  | { task: 'changed' | 'leaving'; change: TicketChange; to: string }
);

/** Where something stands, for a menu below it. */
export function spotBelow(element: Element): Spot {
  const { left, bottom: top, right } = element.getBoundingClientRect();
  return { left, top, right };
}
