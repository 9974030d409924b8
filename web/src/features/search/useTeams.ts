// The teams that a filter could name, the best first. The server knows them.

import { useEffect, useMemo, useState } from 'react';

import type { Team } from '../../core/rest/routes.generated';
import { listAllTeams } from '../../core/session/all-teams';
import { useSession } from '../../shared/hooks/client';
import { score } from '../../shared/words/match';

const NONE: readonly Team[] = [];

/** Those with such a name or id; all without one. `null` asks for none. */
export function useTeams(name: string | null): readonly Team[] {
  const session = useSession();
  const [teams, setTeams] = useState(NONE);
  const wanted = name !== null;
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    const ask = async (): Promise<void> => {
      const all = await listAllTeams(session, null);
      if (current) setTeams(all);
    };
    // Without an answer none is suggested; the next filter tries again.
    ask().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [session, wanted]);
  return useMemo(() => {
    if (name === null) return NONE;
    const points = (team: Team): number => Math.max(score(team.name, name) ?? -1, score(team.id, name) ?? -1);
    return teams.filter((team) => points(team) >= 0).toSorted((one, other) => points(other) - points(one));
  }, [teams, name]);
}
