// The teams of a conversation's members that a begun word could stand for, and who of them is on duty. The server knows them.

import { useEffect, useState } from 'react';

import type { TeamHere } from '../../core/rest/routes.generated';
import { listTeams } from '../../core/session/teams';
import { useSession } from '../hooks/client';

/** Asked once typing pauses this long. */
const ASK_AFTER_MS = 150;
const MOST_ASKED = 10;
const NONE: readonly TeamHere[] = [];

/** `query`: empty for none. Until the answer is there, those of the last one. */
export function useTeamSearch(channelId: number, query: string): readonly TeamHere[] {
  const session = useSession();
  const [found, setFound] = useState({ channelId, teams: NONE });
  useEffect(() => {
    if (query === '') return undefined;
    let current = true;
    const ask = async (): Promise<void> => {
      const teams = await listTeams(session, channelId, query, MOST_ASKED);
      if (current) setFound({ channelId, teams });
    };
    // Without an answer nothing is suggested; the next letter tries again.
    const timer = setTimeout(() => ask().catch(() => undefined), ASK_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [session, channelId, query]);
  return found.channelId === channelId ? found.teams : NONE;
}
