// Whoever looks at a ticket or at its conversation has read what they were notified of about it.

import { useEffect } from 'react';

import type { ChatSession } from '../../core/session/session';
import { useChat, useSession } from '../../shared/hooks/client';

async function readOfTicket(session: ChatSession, number: string): Promise<void> {
  try {
    await (await session.notifications()).readOfTicket(number.toUpperCase());
  } catch {
    // They stay unread until the ticket is looked at again.
  }
}

export function useReadTicket(number: string): void {
  const session = useSession();
  const unread = useChat((state) => state.unreadNotifications);
  useEffect(() => {
    if (unread === 0) return undefined;
    const read = (): void => {
      if (document.visibilityState === 'visible') void readOfTicket(session, number);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [session, number, unread]);
}
