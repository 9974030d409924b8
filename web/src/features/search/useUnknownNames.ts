// The names in a query that nobody and nothing has which the user may see: why it found nothing. Who may not be seen is not told
// apart from who does not exist: only what the server lists for this user is looked at.

import { useEffect, useState } from 'react';

import { fold } from '../../core/formatting/fold';
import { listAllTeams } from '../../core/session/all-teams';
import type { ChatSession } from '../../core/session/session';
import { useSession } from '../../shared/hooks/client';
import { filterOf, OF_PEOPLE, readQuery, type Filter } from './query';

export interface UnknownName {
  kind: 'person' | 'mentioned' | 'channel';
  name: string;
}

const NONE: readonly UnknownName[] = [];
/** Mean everyone in a channel, or those who are there. */
const GROUPS = ['channel', 'all', 'everyone', 'here'];

/** Looks once the query has `failed` to find anything. */
export function useUnknownNames(query: string, failed: boolean): readonly UnknownName[] {
  const session = useSession();
  const [found, setFound] = useState({ query: '', names: NONE });
  useEffect(() => {
    if (!failed) return undefined;
    let current = true;
    const look = async (): Promise<void> => {
      const named = readQuery(query).filters.flatMap((filter) => nameIn(filterOf(filter)) ?? []);
      const known = await Promise.all(named.map((one) => isKnown(session, one)));
      if (current) setFound({ query, names: named.filter((_, index) => known[index] === false) });
    };
    // Without an answer nothing is said.
    look().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [session, query, failed]);
  return failed && found.query === query ? found.names : NONE;
}

/** The name that a filter needs; `null` for other filters, and for what it leaves out. */
function nameIn(filter: Filter | null): UnknownName | null {
  if (filter === null || filter.excluded) return null;
  const { name, value } = filter;
  const bare = value.replace(/^[#@]/u, '');
  if (name === 'in') return /^id:/iu.test(value) ? null : { kind: value.startsWith('@') ? 'person' : 'channel', name: bare };
  if (!OF_PEOPLE.includes(name) || fold(bare) === 'me') return null;
  return { kind: name === 'mentions' ? 'mentioned' : 'person', name: bare };
}

async function isKnown(session: ChatSession, { kind, name }: UnknownName): Promise<boolean> {
  const wanted = fold(name);
  const has = (...names: string[]): boolean => names.some((one) => fold(one) === wanted);
  const { people, channels } = session.store.state;
  if (kind === 'channel') {
    if (Object.values(channels).some((channel) => has(channel.name))) return true;
    const { items, next } = await session.rest.browse(name);
    return next != null || items.some((channel) => has(channel.name));
  }
  if (kind === 'mentioned') {
    if (GROUPS.includes(wanted)) return true;
    const teams = await listAllTeams(session, null);
    if (teams.some((team) => has(team.name, team.id))) return true;
  }
  if (Object.values(people).some(({ username, displayName }) => has(username, displayName))) return true;
  const { items, next } = await session.rest.people(name);
  return next != null || items.some(({ username, displayName }) => has(username, displayName));
}
