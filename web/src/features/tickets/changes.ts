// How a ticket has changed from one card to the next, and what a change would do, in words.

import type { TicketCard } from '../../core/protocol/generated';
import type { TicketChange } from '../../core/session/tickets';
import type { TicketsWords } from './card-words';
import { priorityName, statusName } from './naming';

type Shown = Pick<TicketCard, 'status' | 'priority' | 'team' | 'teamName' | 'assignee' | 'assigneeName'>;

/** What people are shown of a ticket, field by field. */
function facts({ status, priority, team, teamName, assignee, assigneeName }: Shown, words: TicketsWords): (readonly [field: string, value: string])[] {
  const { tickets } = words;
  return [
    [tickets.status, statusName(status, words)],
    [tickets.priority, priorityName(priority, words)],
    [tickets.team, teamName ?? team ?? tickets.none],
    [tickets.assignee, assigneeName ?? assignee ?? tickets.nobody],
  ];
}

/** Whether people are shown the same of two states of a ticket, apart from comments. */
export function isLike(one: TicketCard, other: TicketCard): boolean {
  return (['status', 'priority', 'team', 'assignee', 'title'] as const).every((field) => one[field] === other[field]);
}

/** A line for each thing that is different now; never none. */
export function differences(before: TicketCard, now: TicketCard, words: TicketsWords): string[] {
  const later = facts(now, words);
  const lines = facts(before, words).flatMap(([field, value], index) => {
    const current = later[index]?.[1] ?? '';
    return current === value ? [] : [words.tickets.fromTo(field, value, current)];
  });
  if (before.title !== now.title) lines.push(now.title);
  return lines.length > 0 ? lines : [words.tickets.otherwise];
}

/** A line for each thing that a change sets. */
export function wanted({ status, priority, team, assignee }: TicketChange, words: TicketsWords, nameOf: (username: string) => string, nameOfTeam: (id: string) => string): string[] {
  const { tickets } = words;
  return [
    ...(status == null ? [] : [tickets.to(tickets.status, statusName(status, words))]),
    ...(priority == null ? [] : [tickets.to(tickets.priority, priorityName(priority, words))]),
    ...(team == null ? [] : [tickets.to(tickets.team, nameOfTeam(team))]),
    ...(assignee === undefined ? [] : [tickets.to(tickets.assignee, assignee === null ? tickets.nobody : nameOf(assignee))]),
  ];
}

/** Whether a ticket is already as a change would make it, and nothing would be lost by leaving it at that. */
export function isDone(ticket: TicketCard, change: TicketChange): boolean {
  if (change.notes != null || change.reason != null) return false;
  return (['status', 'priority', 'team', 'assignee'] as const).every((field) => change[field] === undefined || change[field] === ticket[field]);
}
