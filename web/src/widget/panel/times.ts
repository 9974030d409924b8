// Times in words. `now` is the server's time, so a wrong clock does no harm.

import type { Words } from './words';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in as little room as possible: 5m, 2h, 12 Mar. */
export function age(at: number, now: number, words: Words): string {
  const past = now - at;
  if (past < MINUTE) return words.now;
  if (past >= DAY) return new Intl.DateTimeFormat(words.locale, { day: 'numeric', month: 'short' }).format(at);
  const hours = past >= HOUR;
  const unit = { style: 'unit', unit: hours ? 'hour' : 'minute', unitDisplay: 'narrow' } as const;
  return new Intl.NumberFormat(words.locale, unit).format(Math.floor(past / (hours ? HOUR : MINUTE)));
}

export function timeOfDay(at: number, words: Words): string {
  return new Intl.DateTimeFormat(words.locale, { timeStyle: 'short' }).format(at);
}

export function fullTime(at: number, words: Words): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** The name of the day in a divider. */
export function dayOf(at: number, now: number, words: Words): string {
  const day = new Date(at).toDateString();
  if (day === new Date(now).toDateString()) return words.today;
  if (day === new Date(now - DAY).toDateString()) return words.yesterday;
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'long' }).format(at);
}
