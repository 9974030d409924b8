// Times in words. `now` is the server's time, so a wrong clock does no harm.

import type { Words } from './words';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in as little room as possible: 5 min, 2 hr, 12 Mar. */
export function age(at: number, now: number, words: Words): string {
  const past = now - at;
  if (past < MINUTE) return words.now;
  if (past >= DAY) return new Intl.DateTimeFormat(words.locale, { day: 'numeric', month: 'short' }).format(at);
  const hours = past >= HOUR;
  const unit = { style: 'unit', unit: hours ? 'hour' : 'minute', unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(words.locale, unit).format(Math.floor(past / (hours ? HOUR : MINUTE)));
}
