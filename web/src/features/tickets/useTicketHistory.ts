// What happened to a ticket, as the server has it now.

import { useCallback, useEffect, useState } from 'react';

import type { TicketEntry } from '../../core/protocol/generated';
import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import { ticketHistory } from '../../core/session/ticket-room';
import { ticketsOf } from '../../core/session/tickets';
import { useSession } from '../../shared/hooks/client';

interface History {
  /** `null` until they are there. */
  entries: readonly TicketEntry[] | null;
  error: ErrorCode | null;
  retry(): void;
}

/** `version` changes with the ticket. */
export function useTicketHistory(number: string, version: unknown): History {
  const session = useSession();
  const [entries, setEntries] = useState<readonly TicketEntry[] | null>(null);
  const [error, setError] = useState<ErrorCode | null>(null);
  const [round, setRound] = useState(0);
  const retry = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => ticketsOf(session).onChange((changed) => (changed === undefined || changed === number.toUpperCase()) && retry()), [session, number, retry]);
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      try {
        const found = await ticketHistory(session, number);
        if (!current) return;
        setEntries(found);
        setError(null);
      } catch (thrown) {
        if (current) setError(asChatError(thrown).code);
      }
    };
    void load();
    return () => {
      current = false;
    };
  }, [session, number, version, round]);
  return { entries, error, retry };
}
