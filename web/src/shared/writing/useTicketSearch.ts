// The tickets that a begun word could stand for, by a part of their number or title. The server knows them.

import { useEffect, useMemo, useState } from 'react';

import { fold } from '../../core/formatting/fold';
import type { TicketCard } from '../../core/protocol/generated';
import { listTickets } from '../../core/session/tickets';
import { useChat, useSession } from '../hooks/client';
import type { Suggestion } from './completion';

const SHORTEST_QUERY = 2;
/** Asked once typing pauses this long. */
const ASK_AFTER_MS = 150;
const NONE: readonly Suggestion[] = [];

/** `query`: empty for none. `most`: as many are suggested. */
export function useTicketSearch(query: string, most: number): readonly Suggestion[] {
  const session = useSession();
  const here = useChat((state) => state.tickets === true);
  const [found, setFound] = useState<{ query: string; tickets: readonly TicketCard[] }>({ query: '', tickets: [] });
  const wanted = here && query.length >= SHORTEST_QUERY ? query : '';
  useEffect(() => {
    if (wanted === '') return undefined;
    let current = true;
    const ask = async (): Promise<void> => {
      const { items } = await listTickets(session, { q: wanted, limit: most * 2 });
      if (current) setFound({ query: wanted, tickets: items });
    };
    // Without an answer nothing is suggested; the next letter tries again.
    const timer = setTimeout(() => ask().catch(() => undefined), ASK_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [session, wanted, most]);
  return useMemo(() => (wanted === '' ? NONE : suggested(found, wanted, most)), [found, wanted, most]);
}

/** What there is still something to do about comes first. Until the answer is there: of the last one what is right for this word, too. */
function suggested({ query, tickets }: { query: string; tickets: readonly TicketCard[] }, wanted: string, most: number): readonly Suggestion[] {
  const part = fold(wanted);
  const fits = ({ number, title }: TicketCard): boolean => query === wanted || fold(`${number} ${title}`).includes(part);
  return tickets
    .filter(fits)
    .toSorted((one, other) => Number(one.status === 'completed') - Number(other.status === 'completed'))
    .slice(0, most)
    .map(({ number, title }) => ({ key: `ticket ${number}`, insert: number, label: number, detail: title }));
}
