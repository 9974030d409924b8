// What somebody did to a ticket, in words that follow their name. What nobody knows is shown as Orvale says it.

import type { TicketChange } from '../../core/protocol/generated';
import type { TicketsWords } from './card-words';
import { priorityName, statusName } from './naming';

/** What Orvale writes where there is no assignee. */
const NOBODY = 'unassigned';

/** How people and teams are called, by their ids. */
export interface Names {
  person: (user: string) => string;
  team: (team: string) => string;
}

export function happened({ action, from, to, fromTeam, toTeam }: TicketChange, names: Names, words: TicketsWords): string {
  const { did } = words.tickets;
  const known = (value: string | undefined): string | null => (value === undefined || value === '' || value === NOBODY ? null : value);
  const [before, now, team] = [known(from), known(to), known(toTeam)];
  switch (action) {
    case 'created':
      return did.created;
    case 'completed':
      return now === before && now !== null ? did.noted : did.completed;
    case 'escalated':
      return now === before && now !== null ? did.explained : did.escalated;
    case 'status_changed':
      if (now !== null) return did.status(before === null ? null : statusName(before, words), statusName(now, words));
      break;
    case 'priority_changed':
      if (now !== null) return did.priority(before === null ? null : priorityName(before, words), priorityName(now, words));
      break;
    case 'assigned':
      if (now !== null) return did.assigned(names.person(now));
      if (before !== null) return did.unassigned(names.person(before));
      if (team !== null && team !== fromTeam) return did.moved(names.team(team));
      break;
    default:
  }
  const values = [before, now].filter((value) => value !== null).join(' → ');
  return values === '' ? action : `${action}: ${values}`;
}
