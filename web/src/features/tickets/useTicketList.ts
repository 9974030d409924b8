// The tickets of one of the lists, as the filters say, as the server has them now.

import { useEffect, useState } from 'react';

import type { TicketCard } from '../../core/protocol/generated';
import { listTickets, ticketsOf, type TicketFilter } from '../../core/session/tickets';
import { useChat, useSession } from '../../shared/hooks/client';
import { usePages } from '../../shared/hooks/usePages';

export type ListName = 'mine' | 'team' | 'unassigned' | 'all';

export interface ListChoice {
  list: ListName;
  query: string;
  /** Empty for any; several by commas. */
  status: string;
  /** A team's id; empty for any. The list of one's own team has no other. */
  team: string;
  /** A username; empty for anyone. What is unassigned has nobody. */
  assignee: string;
  /** Empty for any. */
  priority: string;
  sort: SortName;
}

/** In which order: the latest created, the latest changed, the most urgent, or the one that is due first. */
export const SORTS = ['created', 'updated', 'priority', 'due'] as const;
export type SortName = (typeof SORTS)[number];

/** What there is still something to do about. */
export const UNFINISHED = '-completed';

/** What this tab keeps of what was chosen last, for when the user comes back or loads the page anew. */
const KEY = 'orvale-chat.tickets';
const LISTS: readonly ListName[] = ['mine', 'team', 'unassigned', 'all'];
const FIRST: ListChoice = { list: 'mine', query: '', status: UNFINISHED, team: '', assignee: '', priority: '', sort: 'created' };

export function useListChoice(): [ListChoice, (change: Partial<ListChoice>) => void] {
  const [choice, setChoice] = useState(lastChoice);
  const change = (next: Partial<ListChoice>): void => {
    const chosen = { ...choice, ...next };
    try {
      window.sessionStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // Not stored: the next visit begins anew.
    }
    setChoice(chosen);
  };
  return [choice, change];
}

function lastChoice(): ListChoice {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof ListChoice, unknown>>;
    const text = (name: keyof ListChoice): string => (typeof kept[name] === 'string' ? kept[name] : FIRST[name]);
    return { list: LISTS.find((list) => list === kept.list) ?? FIRST.list, query: text('query'), status: text('status'), team: text('team'), assignee: text('assignee'), priority: text('priority'), sort: SORTS.find((sort) => sort === kept.sort) ?? FIRST.sort };
  } catch {
    return FIRST;
  }
}

export function useTicketList({ list, query, status, team: chosenTeam, assignee, priority, sort }: ListChoice) {
  const session = useSession();
  const team = useChat((state) => state.me?.teamId ?? undefined);
  const online = useChat((state) => state.phase.name === 'online');
  const which: Record<ListName, TicketFilter> = { mine: { own: true }, team: { team }, unassigned: { assignee: 'none' }, all: {} };
  const filter: TicketFilter = { ...(chosenTeam !== '' && { team: chosenTeam }), ...(assignee !== '' && { assignee }), ...which[list], q: query.trim(), status, ...(priority !== '' && { priority }), ...(sort !== 'created' && { sort }) };
  const pages = usePages(JSON.stringify(filter), async (cursor) => {
    const { items, ...page } = await listTickets(session, filter, cursor);
    return { ...page, items: items.map(same) };
  });
  const { refresh } = pages;
  useEffect(() => {
    if (online) refresh();
  }, [online, refresh]);
  useEffect(() => ticketsOf(session).onChange(refresh), [session, refresh]);
  return pages;
}

/** The rows that were listed last, and how they were written. */
const rows = new Map<string, { card: TicketCard; text: string }>();
const MOST_ROWS = 5000;

/** A row that is as it was stays the same object, and is not rendered again. */
function same(card: TicketCard): TicketCard {
  const text = JSON.stringify(card);
  const before = rows.get(card.number);
  if (before?.text === text) return before.card;
  if (rows.size >= MOST_ROWS) rows.clear();
  rows.set(card.number, { card, text });
  return card;
}
