// What follows from a change of a ticket for who sees it and who works on it, before it is made.

import type { Person, TicketCard } from '../../core/protocol/generated';
import type { TicketChange } from '../../core/session/tickets';
import { nameOf } from '../../core/store/selectors';
import type { TicketsWords } from './card-words';

type People = Readonly<Record<string, Person>>;

/** A line for each thing that is lost: the assignee, unless somebody else is chosen, and the sight of the ticket. */
export function consequences(ticket: TicketCard, change: TicketChange, me: string | undefined, people: People, { tickets }: TicketsWords): string[] {
  const { assignee, assigneeName, sight } = ticket;
  const team = change.team === undefined ? ticket.team : change.team;
  // A ticket that moves leaves an assignee who is not of its new team.
  const leaves = assignee !== null && change.assignee === undefined && team !== ticket.team && people[assignee]?.teamId !== team;
  // Of what team somebody is whom the page has not met yet, the server knows.
  const isKnown = assignee !== null && (assignee === me || people[assignee] !== undefined);
  const next = change.assignee === undefined ? (leaves ? null : assignee) : change.assignee;
  const sees = sight === undefined || sight.always || next === me || (team !== null && team === sight.team);
  return [
    ...(leaves && isKnown ? [assignee === me ? tickets.leaving.me : tickets.leaving.other(assigneeName ?? nameOf(people, assignee))] : []),
    ...(sees ? [] : [tickets.leaving.unseen]),
  ];
}
