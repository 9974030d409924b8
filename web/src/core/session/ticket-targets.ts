// By when tickets are to be completed. Loaded with the administrator's dialog.

import type { TicketTarget, TicketTargets, WorkingDay, WorkingHours } from '../rest/routes.generated';
import type { ChatSession as Session } from './session';
import { ticketsOf } from './tickets';

export type { TicketTarget, TicketTargets, WorkingDay, WorkingHours };

export function ticketTargets({ rest }: Session): Promise<TicketTargets> {
  return rest.call('GET', '/api/chat/ticket-targets');
}

/** Replaces the present settings. The cards that are shown follow. */
export async function setTicketTargets(session: Session, targets: TicketTargets): Promise<void> {
  await session.rest.call('PUT', '/api/chat/ticket-targets', {}, targets);
  ticketsOf(session).touchedAll();
}
