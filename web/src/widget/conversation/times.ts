// Times of messages in words. `now` is the server's time, so a wrong clock does no harm.

const DAY = 24 * 60 * 60_000;

export function timeOfDay(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(at);
}

export function fullTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** The name of the day in a divider: Today, Yesterday, or its date. */
export function dayOf(at: number, now: number, locale: string): string {
  const day = new Date(at).toDateString();
  for (const ago of [0, 1]) {
    if (day !== new Date(now - ago * DAY).toDateString()) continue;
    const name = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day');
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(at);
}
