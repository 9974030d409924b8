// What time it is where somebody is.

import type { Words } from '../../shared/words/english';
import { clockOf, regionalLocale } from '../../shared/words/times';

/** The time of day in a zone, with the day where it is another one; `null` where clocks show the same as here, or nobody knows the zone. */
export function localTime(timeZone: string, now: number, words: Words): string | null {
  const locale = regionalLocale(words.locale);
  const clock = clockOf(words.locale);
  const day: Intl.DateTimeFormatOptions = { weekday: 'short', ...clock };
  try {
    const there = new Intl.DateTimeFormat(locale, { ...day, timeZone }).format(now);
    if (there === new Intl.DateTimeFormat(locale, day).format(now)) return null;
    const sameDay = weekday(now, timeZone) === weekday(now, undefined);
    return sameDay ? new Intl.DateTimeFormat(locale, { ...clock, timeZone }).format(now) : there;
  } catch {
    // A zone that this browser does not know yet.
    return null;
  }
}

function weekday(now: number, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en', { weekday: 'short', timeZone }).format(now);
}
