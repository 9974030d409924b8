// What somebody did to a ticket, in words that follow their name. What nobody knows is shown as Orvale says it.

import type { TicketChange } from '../../core/protocol/generated';
import type { TicketsWords } from './card-words';
import { priorityName, statusName } from './naming';

export function happened({ action, from, to, fromTeam, toTeam }: TicketChange, nameOf: (user: string) => string, words: TicketsWords): string {
  const { did } = words.tickets;
  const known = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);
  const [before, now, team] = [known(from), known(to), known(toTeam)];
  switch (action) {
    case 'created':
      return did.created;
    case 'completed':
      return did.completed;
    case 'escalated':
      return did.escalated;
    case 'status_changed':
      if (now !== null) return did.status(before === null ? null : statusName(before, words), statusName(now, words));
      break;
    case 'priority_changed':
      if (now !== null) return did.priority(before === null ? null : priorityName(before, words), priorityName(now, words));
      break;
    case 'assigned':
      if (now !== null) return did.assigned(nameOf(now));
      if (before !== null) return did.unassigned(nameOf(before));
      if (team !== null && team !== fromTeam) return did.moved(team);
      break;
    default:
  }
  const values = [before, now].filter((value) => value !== null).join(' → ');
  return values === '' ? action : `${action}: ${values}`;
}
