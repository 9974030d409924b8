import { expect, it } from 'vitest';

import type { SystemNote, TicketEntry } from '../protocol/generated';
import { remarkOf } from './remarked';

const AT = 1_767_261_600_000;
const ENTRIES: TicketEntry[] = [
  { type: 'change', id: 1, action: 'escalated', by: 'bob', byName: 'Bob', reason: 'first', at: AT },
  { type: 'comment', id: 7, text: 'a comment', internal: false, author: 'bob', authorName: 'Bob', createdAt: AT },
  { type: 'change', id: 2, action: 'escalated', by: 'bob', byName: 'Bob', reason: 'second', at: AT + 600_000 },
  { type: 'change', id: 3, action: 'completed', by: 'carol', byName: 'Carol', notes: 'a new drum', at: AT + 900_000 },
  { type: 'change', id: 5, action: 'completed', by: 'carol', byName: 'Carol', from: 'completed', to: 'completed', notes: 'and new paper', at: AT + 910_000 },
  { type: 'change', id: 6, action: 'completed', by: 'dan', byName: 'Dan', from: 'completed', to: 'completed', notes: 'and ink', at: AT + 920_000 },
  { type: 'change', id: 4, action: 'completed', by: 'dan', byName: 'Dan', at: AT + 990_000 },
];

it.each<[what: string, userId: string, createdAt: number, system: SystemNote, said: string | null]>([
  ['a comment', 'bob', AT, { event: 'ticket_comment', comment: 7 }, 'a comment'],
  ['a comment that is hidden', 'bob', AT, { event: 'ticket_comment', comment: 8 }, null],
  ['an escalation', 'bob', AT + 1500, { event: 'ticket_status', to: 'escalated' }, 'first'],
  ['the next one, told late', 'bob', AT + 7_000_000, { event: 'ticket_status', to: 'escalated' }, 'second'],
  ['one of somebody else', 'Orvale', AT + 1500, { event: 'ticket_status', to: 'escalated' }, null],
  ['a completion with notes, and later', 'carol', AT + 901_000, { event: 'ticket_status', to: 'completed' }, 'a new drum\n\nand new paper\n\nDan: and ink'],
  ['a completion without', 'dan', AT + 991_000, { event: 'ticket_status', to: 'completed' }, null],
])('finds what was written with %s', (_, userId, createdAt, system, said) => {
  expect(remarkOf({ userId, createdAt, system }, ENTRIES)?.text ?? null).toBe(said);
});
