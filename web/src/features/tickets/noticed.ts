// What happened to a ticket, as a whole sentence. Marks stand around whoever did it and in place of the ticket.

import type { TicketNotice } from '../../core/protocol/generated';
import type { TicketsWords } from './card-words';
import { priorityName, statusName } from './naming';

/** Marks around what becomes a link; no text of ours has them. */
export const [PERSON, TICKET, END] = ['\uE000', '\uE001', '\uE002'] as const;

export function noticed({ event, by, from, to }: TicketNotice, teamName: (id: string) => string, words: TicketsWords): string {
  const { notices, noTeam } = words.tickets;
  const person = (username: string): string => `${PERSON}${username}${END}`;
  const ticket = `${TICKET}${END}`;
  const who = person(by);
  const named = (value: string | undefined, name: (known: string) => string): string | null => (value === undefined || value === '' ? null : name(value));
  switch (event) {
    case 'created':
    case 'escalated':
    case 'comment':
      return notices[event](who, ticket);
    case 'status': {
      const name = (status: string): string => statusName(status, words);
      return notices.status(who, ticket, named(from, name), named(to, name) ?? '');
    }
    case 'priority': {
      const name = (priority: string): string => priorityName(priority, words);
      return notices.priority(who, ticket, named(from, name), named(to, name) ?? '');
    }
    case 'assignee':
      return to === undefined || to === '' ? notices.unassigned(who, ticket, named(from, person)) : to === by ? notices.taken(who, ticket) : notices.assigned(who, ticket, person(to));
    case 'team':
      return notices.moved(who, ticket, named(from, teamName), named(to, teamName) ?? noTeam);
  }
}
