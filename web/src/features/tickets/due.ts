// How long until a ticket is due, or since when it has been. Pure.

import type { DueState, TicketCard } from '../../core/protocol/generated';
import type { TicketsWords } from './card-words';
import type { Words } from '../../shared/words/english';

const MINUTE = 60_000;

/** As the server would say it now: its card is as old as the ticket's latest change. */
export function dueStateAt({ dueAt, dueSoonAt = Infinity }: Pick<TicketCard, 'dueAt' | 'dueSoonAt'>, now: number): DueState | null {
  if (dueAt === undefined) return null;
  if (now >= dueAt) return 'late';
  return now >= dueSoonAt ? 'soon' : 'ok';
}

/** "Due in 2 hr 15 min", or "Overdue by 20 min". */
export function dueText(dueAt: number, now: number, words: Words & TicketsWords): string {
  const { tickets } = words;
  const minutes = Math.floor(Math.abs(dueAt - now) / MINUTE);
  if (minutes === 0) return now < dueAt ? tickets.dueNow : tickets.justOverdue;
  return tickets[now < dueAt ? 'dueIn' : 'overdueBy'](lengthOf(minutes, words.locale));
}

/** In the two largest units that matter: `3 days 4 hr`, `2 hr 15 min`, `20 min`. */
export function lengthOf(minutes: number, locale: string): string {
  const [days, hours] = [Math.floor(minutes / (24 * 60)), Math.floor(minutes / 60) % 24];
  const parts: readonly (readonly [number, string])[] = days > 0 ? [[days, 'day'], [hours, 'hour']] : [[hours, 'hour'], [minutes % 60, 'minute']];
  return parts
    .filter(([value]) => value > 0)
    .map(([value, unit]) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value))
    .join(' ');
}
