// How Orvale's teams are called. Asked for with the first team that is shown, and kept as long as the page is open.

import { useEffect, useState } from 'react';

import { listAllTeams } from '../../../core/session/all-teams';
import type { ChatSession } from '../../../core/session/session';
import { useSession } from '../client';

type Names = ReadonlyMap<string, string>;

const NONE: Names = new Map();
const asked = new WeakMap<ChatSession, Promise<Names>>();

function namesOf(session: ChatSession): Promise<Names> {
  const names = asked.get(session) ?? listAllTeams(session, null).then((teams) => new Map(teams.map(({ id, name }) => [id, name])));
  asked.set(session, names);
  return names;
}

/** The name of a team; its id until that is known. */
export function useTeamNames(wanted: boolean): (id: string) => string {
  const session = useSession();
  const [names, setNames] = useState(NONE);
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    const known = (found: Names): void => {
      if (current) setNames(found);
    };
    // Without an answer the ids stay; what is opened next asks again.
    namesOf(session).then(known, () => asked.delete(session));
    return () => {
      current = false;
    };
  }, [session, wanted]);
  return (id) => names.get(id) ?? id;
}
