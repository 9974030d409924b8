// Times in words, in the user's language. `now` is the server's time, so a wrong clock is no harm.

import type { Words } from './english';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Only the time of day: 14:05. */
export function timeOfDay(at: number, words: Words): string {
  return format(words.locale, 'time', clockOf(words.locale)).format(at);
}

/** The time of day without AM or PM, where there is little room. */
export function shortTime(at: number, words: Words): string {
  const parts = format(words.locale, 'time', clockOf(words.locale)).formatToParts(at);
  return parts.map(({ type, value }) => (type === 'dayPeriod' ? '' : value)).join('').trim();
}

/** Everything there is to say about a time, for a tooltip. */
export function fullTime(at: number, words: Words): string {
  return format(words.locale, 'full', { dateStyle: 'full', timeStyle: 'medium' }).format(at);
}

/** "5 min. ago" below an hour, "2 hr. ago" below six, then the time of day, then the date. */
export function relativeTime(at: number, now: number, words: Words): string {
  const age = now - at;
  if (age < MINUTE) return words.times.justNow;
  const relative = new Intl.RelativeTimeFormat(regionalLocale(words.locale), { numeric: 'always', style: 'short' });
  if (age < HOUR) return relative.format(-Math.floor(age / MINUTE), 'minute');
  if (age < 6 * HOUR) return relative.format(-Math.floor(age / HOUR), 'hour');
  return untilTime(at, now, words);
}

/** The name of a day in a divider. */
export function dayName(at: number, now: number, words: Words): string {
  if (sameDay(at, now)) return words.times.today;
  if (sameDay(at, now - 24 * HOUR)) return words.times.yesterday;
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return thisYear
    ? format(words.locale, 'day', { weekday: 'long', day: 'numeric', month: 'long' }).format(at)
    : format(words.locale, 'year', { dateStyle: 'long' }).format(at);
}

/** 1 January 2024 was a Monday. */
const MONDAY = Date.UTC(2024, 0, 1, 12);

/** A day of the week, from 1 (Monday) to 7. */
export function weekdayName(day: number, weekday: 'short' | 'long', { locale }: Words): string {
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(MONDAY + (day - 1) * 24 * HOUR);
}

/** True when both times fall on the same local day. */
export function sameDay(one: number, other: number): boolean {
  const first = new Date(one);
  const second = new Date(other);
  return (
    first.getDate() === second.getDate() &&
    first.getMonth() === second.getMonth() &&
    first.getFullYear() === second.getFullYear()
  );
}

/** The date, with the year where it is another one, and the time of day. */
export function dayAndTime(at: number, now: number, words: Words): string {
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = {
    day: 'numeric',
    month: 'short',
    ...clockOf(words.locale),
    ...(!thisYear && { year: 'numeric' }),
  };
  return format(words.locale, thisYear ? 'short' : 'shortYear', options).format(at);
}

/** Until when something lasts: the time of day, with the date where it is another day. */
export function untilTime(at: number, now: number, words: Words): string {
  return sameDay(at, now) ? timeOfDay(at, words) : dayAndTime(at, now, words);
}

const clocks = new Map<string, Clock>();
type Clock = Pick<Intl.DateTimeFormatOptions, 'hour' | 'minute'>;

/** How the time of day is written: 3:39 AM, but 03:39 where a day has 24 hours. */
export function clockOf(locale: string): Clock {
  const known = clocks.get(locale);
  if (known !== undefined) return known;
  const { hour12 } = new Intl.DateTimeFormat(regionalLocale(locale), { hour: 'numeric' }).resolvedOptions();
  const made: Clock = { hour: hour12 === true ? 'numeric' : '2-digit', minute: '2-digit' };
  clocks.set(locale, made);
  return made;
}

/** Formats of a language, each made once under its name. */
export function format(locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}.${name}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(regionalLocale(locale), options);
  formats.set(key, made);
  return made;
}

/** The language of the page as it is written where the user lives: 14:05 or 2:05 PM. */
export function regionalLocale(language: string): string {
  return navigator.languages.find((locale) => locale.split('-')[0] === language) ?? language;
}
