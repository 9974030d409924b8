// The card of a ticket, as it is now.

import { useCallback, useEffect, useSyncExternalStore } from 'react';

import { ticketsOf, type TicketState } from '../../core/session/tickets';
import { useSession } from '../../shared/hooks/client';

export function useTicket(number: string): TicketState {
  const session = useSession();
  const tickets = ticketsOf(session);
  useEffect(() => tickets.watch(number), [tickets, number]);
  return useSyncExternalStore(
    tickets.subscribe,
    useCallback(() => tickets.state(number), [tickets, number]),
  );
}
