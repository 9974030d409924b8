// What the teams are called, by their ids.

import { useEffect, useState } from 'react';

import { ticketChoices } from '../../core/session/new-tickets';
import type { ChatSession } from '../../core/session/session';
import { useSession } from '../../shared/hooks/client';

type Names = ReadonlyMap<string, string>;

const NONE: Names = new Map();
const known = new WeakMap<ChatSession, Promise<Names>>();
const ready = new WeakMap<ChatSession, Names>();

async function load(session: ChatSession): Promise<Names> {
  try {
    const { teams } = await ticketChoices(session);
    const names = new Map(teams.map(({ id, name }) => [id, name]));
    ready.set(session, names);
    return names;
  } catch {
    // Asked again with the next one that is shown.
    known.delete(session);
    return NONE;
  }
}

/** A team that nobody knows is shown by its id. */
export function useTeamName(): (id: string) => string {
  const session = useSession();
  const [names, setNames] = useState(() => ready.get(session) ?? NONE);
  useEffect(() => {
    let current = true;
    const loading = known.get(session) ?? load(session);
    known.set(session, loading);
    void loading.then((found) => (current ? setNames(found) : undefined));
    return () => {
      current = false;
    };
  }, [session]);
  return (id) => names.get(id) ?? id;
}
