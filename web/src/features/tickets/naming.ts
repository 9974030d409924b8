// What a ticket's words are called in the user's language. Those that nobody knows are shown as they are.

import { regionalLocale } from '../../shared/words/times';
import type { Words } from '../../shared/words/english';
import type { TicketsWords } from './card-words';

type Names = Readonly<Record<string, string>>;

function named(names: Names, word: string): string {
  return Object.hasOwn(names, word) ? (names[word] ?? word) : word;
}

export function statusName(status: string, { tickets }: TicketsWords): string {
  return named(tickets.statuses, status);
}

export function priorityName(priority: string, { tickets }: TicketsWords): string {
  return named(tickets.priorities, priority);
}

const MINUTE = 60_000;
/** The largest unit first, each with its length in minutes. */
const UNITS = [
  ['year', 365 * 24 * 60],
  ['month', 30 * 24 * 60],
  ['day', 24 * 60],
  ['hour', 60],
  ['minute', 1],
] as const;

/** How long ago something was, in one unit: "3 days ago". */
export function ageOf(at: number, now: number, { locale, times }: Words): string {
  const minutes = Math.floor((now - at) / MINUTE);
  const found = UNITS.find(([, most]) => minutes >= most);
  if (found === undefined) return times.justNow;
  return new Intl.RelativeTimeFormat(regionalLocale(locale), { numeric: 'auto' }).format(-Math.floor(minutes / found[1]), found[0]);
}
