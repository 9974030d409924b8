// What happened to a ticket, as the server has it now.

import { useCallback, useEffect, useSyncExternalStore } from 'react';

import { ticketHistoriesOf, type TicketHistory } from '../../core/session/ticket-history';
import { useSession } from '../../shared/hooks/client';

export function useTicketHistory(number: string): TicketHistory & { retry(): void } {
  const histories = ticketHistoriesOf(useSession());
  useEffect(() => histories.watch(number), [histories, number]);
  const history = useSyncExternalStore(
    histories.subscribe,
    useCallback(() => histories.of(number), [histories, number]),
  );
  return { ...history, retry: () => histories.retry(number) };
}
