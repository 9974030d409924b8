// The names in a query that nobody and nothing has which the user may see: why it found nothing. Who may not be seen is not told
// apart from who does not exist: only what the server lists for this user is looked at.

import { useEffect, useState } from 'react';

import { fold } from '../../core/formatting/fold';
import { isKnown, type SoughtName } from '../../core/session/known-names';
import { useSession } from '../../shared/hooks/client';
import { filterOf, OF_PEOPLE, readQuery, type Filter } from './query';

const NONE: readonly SoughtName[] = [];

/** Looks once the query has `failed` to find anything. */
export function useUnknownNames(query: string, failed: boolean): readonly SoughtName[] {
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
function nameIn(filter: Filter | null): SoughtName | null {
  if (filter === null || filter.excluded) return null;
  const { name, value } = filter;
  const bare = value.replace(/^[#@]/u, '');
  if (name === 'in') return /^id:/iu.test(value) ? null : { kind: value.startsWith('@') ? 'person' : 'channel', name: bare };
  if (!OF_PEOPLE.includes(name) || fold(bare) === 'me') return null;
  return { kind: name === 'mentions' ? 'mentioned' : 'person', name: bare };
}
