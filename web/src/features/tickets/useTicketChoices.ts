// The teams and categories that a new ticket can have.

import { useCallback, useEffect, useState } from 'react';

import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import { ticketChoices, type TicketChoices } from '../../core/session/new-tickets';
import { useSession } from '../../shared/hooks/client';

const NONE: TicketChoices & { loaded: boolean } = { mayCreate: false, teams: [], categories: [], loaded: false };

export function useTicketChoices(): TicketChoices & { loaded: boolean; error: ErrorCode | null; retry(): void } {
  const session = useSession();
  const [choices, setChoices] = useState(NONE);
  const [error, setError] = useState<ErrorCode | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      try {
        const found = await ticketChoices(session);
        if (!current) return;
        setChoices({ ...found, loaded: true });
        setError(null);
      } catch (thrown) {
        if (current) setError(asChatError(thrown).code);
      }
    };
    void load();
    return () => {
      current = false;
    };
  }, [session, round]);
  return { ...choices, error, retry: useCallback(() => setRound((count) => count + 1), []) };
}
