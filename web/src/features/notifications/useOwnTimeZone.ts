// Others see which time it is where the user is.

import { useEffect, useRef } from 'react';

import { useChat, useSession } from '../../shared/hooks/client';

/** Names the zone of this device to the server once, where it has another one: two devices must not argue. */
export function useOwnTimeZone(): void {
  const session = useSession();
  const named = useRef(false);
  const known = useChat((state) => state.phase.name === 'online' && state.preferences !== null);
  useEffect(() => {
    if (!known || named.current) return;
    named.current = true;
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    if (timeZone !== session.store.state.preferences?.timeZone) void name(timeZone);
    async function name(zone: string): Promise<void> {
      try {
        await (await session.notifications()).prefer({ timeZone: zone });
      } catch {
        // The next visit tries again; a zone that the server does not know is refused each time.
      }
    }
  }, [known, session]);
}
