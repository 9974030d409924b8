// Whom tickets can be filtered by: the user, whoever works on those that are listed, and people of a team.

import { useMemo, useState } from 'react';

import type { TicketCard } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useWords } from './card-words';

interface Assignee {
  username: string;
  displayName: string;
}

/** `chosen` stays one of them. The user comes first, the others by name. */
export function useAssignees(items: readonly TicketCard[], chosen: string): readonly Assignee[] {
  const { tickets } = useWords();
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me?.username);
  // Once a filter is set, the list has only that one.
  const [seen, setSeen] = useState<Readonly<Record<string, string>>>({});
  const fresh = items.filter(({ assignee }) => assignee !== null && seen[assignee] === undefined);
  if (fresh.length > 0) setSeen({ ...seen, ...Object.fromEntries(fresh.map(({ assignee, assigneeName }) => [assignee ?? '', assigneeName ?? assignee ?? ''])) });
  return useMemo(() => {
    const colleagues = Object.values(people).filter(({ active, teamId }) => active && teamId !== null);
    const names: Record<string, string> = { ...(chosen !== '' && { [chosen]: nameOf(people, chosen) }), ...seen, ...Object.fromEntries(colleagues.map(({ username, displayName }) => [username, displayName])) };
    const others = Object.entries(names)
      .map(([username, displayName]) => ({ username, displayName }))
      .filter(({ username }) => username !== me)
      .toSorted((one, other) => one.displayName.localeCompare(other.displayName));
    return me === undefined ? others : [{ username: me, displayName: tickets.me }, ...others];
  }, [people, seen, chosen, me, tickets]);
}
