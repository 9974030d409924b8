// The card of a ticket, as it is now, and which of several tickets may be seen.

import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';

import { ticketsOf, type TicketState } from '../../core/session/tickets';
import { useSession } from '../../shared/hooks/client';

export function useTicket(number: string): TicketState {
  const tickets = ticketsOf(useSession());
  useEffect(() => tickets.watch(number), [tickets, number]);
  return useTicketState(number);
}

/** The same of one that is watched already. */
export function useTicketState(number: string): TicketState {
  const tickets = ticketsOf(useSession());
  return useSyncExternalStore(
    tickets.subscribe,
    useCallback(() => tickets.state(number), [tickets, number]),
  );
}

interface TicketsSeen {
  /** Those that do not exist for the user. */
  withheld: ReadonlySet<string>;
  /** True once that is known of all. */
  complete: boolean;
}

/** Watches several tickets. `numbers` must be the same list as long as it holds the same ones. */
export function useTicketsSeen(numbers: readonly string[]): TicketsSeen {
  const tickets = ticketsOf(useSession());
  useEffect(() => {
    const ends = numbers.map((number) => tickets.watch(number));
    return () => {
      for (const end of ends) end();
    };
  }, [tickets, numbers]);
  const which = useCallback((state: TicketState) => numbers.filter((number) => tickets.state(number) === state).join(' '), [tickets, numbers]);
  const withheld = useSyncExternalStore(tickets.subscribe, () => which('withheld'));
  const loading = useSyncExternalStore(tickets.subscribe, () => which('loading'));
  return useMemo(() => ({ withheld: new Set(withheld.split(' ')), complete: loading === '' }), [withheld, loading]);
}
