// Whom tickets can be filtered by: the user, and whoever works on a ticket that the user may see.

import { useEffect, useMemo, useState } from 'react';

import { ticketAssignees, ticketsOf, type TicketAssignee } from '../../core/session/tickets';
import { calledIn, nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useWords } from './card-words';

/** Changes that come together are asked for once. */
const GATHER_MS = 500;
const NOBODY: readonly TicketAssignee[] = [];

/** `chosen` stays one of them. The user comes first, the others by name. */
export function useAssignees(chosen: string): readonly TicketAssignee[] {
  const { tickets } = useWords();
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me?.username);
  const assigned = useAssigned();
  return useMemo(() => {
    const others = assigned.filter(({ username }) => username !== me).map((person) => ({ ...person, displayName: calledIn(people, person) }));
    if (chosen !== '' && chosen !== me && !others.some(({ username }) => username === chosen)) others.push({ username: chosen, displayName: nameOf(people, chosen) });
    others.sort((one, other) => one.displayName.localeCompare(other.displayName));
    return me === undefined ? others : [{ username: me, displayName: tickets.me }, ...others];
  }, [people, assigned, chosen, me, tickets]);
}

/** Asked for again when a ticket has changed; while the server does not answer, they are as they were. */
function useAssigned(): readonly TicketAssignee[] {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const [assigned, setAssigned] = useState(NOBODY);
  useEffect(() => {
    if (!online) return;
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = (): void => {
      timer = undefined;
      ticketAssignees(session).then(
        (found) => (current ? setAssigned(found) : undefined),
        () => undefined,
      );
    };
    load();
    const stop = ticketsOf(session).onChange(() => {
      timer ??= setTimeout(load, GATHER_MS);
    });
    return () => {
      current = false;
      clearTimeout(timer);
      stop();
    };
  }, [session, online]);
  return assigned;
}
