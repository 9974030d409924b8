// The user's own preferences as the server has them, and how to change them.

import { useCallback, useEffect } from 'react';

import type { Preferences, SetPreferences } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNotify } from '../../shared/hooks/view/view';

interface OwnPreferences {
  /** `null` until they are there. */
  preferences: Preferences | null;
  /** What is left out stays. Says whether it worked; a failure is shown. */
  change(change: SetPreferences): Promise<boolean>;
}

export function usePreferences(): OwnPreferences {
  const session = useSession();
  const notify = useNotify();
  const preferences = useChat((state) => state.preferences);
  useEffect(() => void session.notifications().catch(notify.failure), [session, notify]);
  const change = useCallback(
    async (wanted: SetPreferences): Promise<boolean> => {
      try {
        await (await session.notifications()).prefer(wanted);
        return true;
      } catch (thrown) {
        notify.failure(thrown);
        return false;
      }
    },
    [session, notify],
  );
  return { preferences, change };
}
