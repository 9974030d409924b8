// Reading a day, "tomorrow", "next week", "Friday", "3. Dezember", "the 5th", in English and in German. Pure.

import { said, saidFrom, type Read, type Word } from './spans';

const MONDAY = 1;

/** What a piece of a sentence says of the day: a day, a weekday, or a week by its Monday. */
export interface Day {
  /** Midnight of a day. */
  day?: Date;
  weekday?: number;
  week?: Date;
}

export const WEEKDAYS: readonly RegExp[] = [
  /^(?:sunday|sun|sonntag|so\.)$/,
  /^(?:monday|mon|montag|mo\.)$/,
  /^(?:tuesday|tues?|dienstag|di\.)$/,
  /^(?:wednesday|wed|mittwoch|mi\.)$/,
  /^(?:thursday|thu(?:rs?)?|donnerstag|do\.)$/,
  /^(?:friday|fri|freitag|fr\.)$/,
  /^(?:saturday|sat|samstag|sonnabend|sa\.)$/,
];
/** Short for a weekday only where a day is announced: "on sun", "am Mi"; elsewhere they are other words. */
const SHORT_WEEKDAYS = ['so', 'mo', 'di', 'mi', 'do', 'fr', 'sa'];
export const MONTHS: readonly RegExp[] = [
  /^(?:jan|january|januar|jänner)$/,
  /^(?:feb|february|februar)$/,
  /^(?:mar|march|märz)$/,
  /^(?:apr|april)$/,
  /^(?:may|mai)$/,
  /^(?:june?|juni)$/,
  /^(?:july?|juli)$/,
  /^(?:aug|august)$/,
  /^(?:sept?|september)$/,
  /^(?:oct|october|okt|oktober)$/,
  /^(?:nov|november)$/,
  /^(?:dec|december|dez|dezember)$/,
];
const NEXT = /^(?:next|nächste[nr]?|kommende[nr]?)$/;
const THIS = /^(?:this|diese[nr]?)$/;
/** What may have a number without being a day of a month: the 3rd floor. */
const NUMBERED = /^(?:floors?|levels?|lines?|pages?|rows?|shelf|tr(?:y|ies)|attempts?|times?|week|months?|quarter|stock|etage|zeile|seite|reihe|versuch|mal|woche|monats?|quartals?)$/;

/** Gives nothing where the words name no day that exists. */
export function readDay(words: readonly Word[], at: number, now: number): (Day & Read) | null {
  const [before, word, next] = [said(words, at - 1), said(words, at), said(words, at + 1)];
  const today = new Date(now);
  const inDays = (days: number): Date => new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  const monday = (weeks: number): Date => inDays(MONDAY - ((today.getDay() + 6) % 7) - 1 + 7 * weeks);
  if (/^(?:today|heute|tonight)$/.test(word)) return { day: inDays(0), words: 1 };
  if (/^(?:tomorrow|tmrw|morgen)$/.test(word)) return { day: inDays(1), words: 1 };
  if (word === 'übermorgen') return { day: inDays(2), words: 1 };
  if (saidFrom(words, at, 3) === 'day after tomorrow') return { day: inDays(2), words: 3 };
  const weekday = WEEKDAYS.findIndex((pattern) => pattern.test(word));
  const announced = at === 0 || /^(?:on|am|bis)$/.test(before) || NEXT.test(before) || THIS.test(before);
  if (weekday !== -1 && (announced || !/^(?:sun|sat)$/.test(word))) return { weekday, words: 1 };
  if (at > 0 && announced && SHORT_WEEKDAYS.includes(word)) return { weekday: SHORT_WEEKDAYS.indexOf(word), words: 1 };
  if (/^(?:week|woche)$/.test(word)) {
    if (NEXT.test(before)) return { week: monday(1), words: 1 };
    if (saidFrom(words, at + 1, 2) === 'after next') return { week: monday(2), words: 3 };
    // This week is no time by itself, but with a weekday.
    if (THIS.test(before)) return { week: monday(0), words: 1 };
  }
  if (/^übernächste[nr]?$/.test(word) && next === 'woche') return { week: monday(2), words: 2 };
  return readDate(words, at, today);
}

/** 2026-12-03, 3.12. and 3.12.2026, 3 December, 3. Dezember, December 3, the 3rd and am 3. */
function readDate(words: readonly Word[], at: number, today: Date): (Day & Read) | null {
  const [before, word, next] = [said(words, at - 1), said(words, at), said(words, at + 1)];
  const dated = (date: Date | null, count: number): (Day & Read) | null => (date === null ? null : { day: date, words: count });
  const [, y, m, d] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word) ?? [];
  if (y !== undefined) return dated(dateOf(today, Number(d), Number(m) - 1, Number(y)), 1);
  const [, day, month, dot, year = ''] = /^(\d{1,2})\.(\d{1,2})(\.(\d{4}|\d{2})?)?$/.exec(word) ?? [];
  // Without its second dot it is a time of day, but behind "am".
  if (day !== undefined && (dot !== undefined || before === 'am')) {
    return dated(dateOf(today, Number(day), Number(month) - 1, year === '' ? null : Number(year) + (year.length === 2 ? 2000 : 0)), 1);
  }
  const dayOf = (text: string): number => Number(/^(\d{1,2})(?:\.|st|nd|rd|th)?$/.exec(text)?.[1] ?? 0);
  const monthOf = (text: string): number => MONTHS.findIndex((pattern) => pattern.test(text));
  const of = next === 'of' ? 1 : 0;
  const pairs = [[word, said(words, at + 1 + of), 2 + of], [next, word, 2]] as const;
  for (const [one, other, count] of pairs) {
    if (dayOf(one) === 0 || monthOf(other) === -1) continue;
    const [, inYear] = /^(20\d\d)$/.exec(said(words, at + count)) ?? [];
    return dated(dateOf(today, dayOf(one), monthOf(other), inYear === undefined ? null : Number(inYear)), count + (inYear === undefined ? 0 : 1));
  }
  const ordinal = before === 'the' ? /^\d{1,2}(?:st|nd|rd|th)$/ : /^(?:am|den|dem|zum)$/.test(before) ? /^\d{1,2}\.$/ : null;
  if (ordinal?.test(word) === true && !NUMBERED.test(next)) return dated(dayOfMonth(today, dayOf(word)), 1);
  return null;
}

/** Without a year, the next such day. */
function dateOf(today: Date, day: number, month: number, year: number | null): Date | null {
  const dateIn = (wanted: number): Date => new Date(wanted, month, day);
  const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate());
  const thisYear = dateIn(today.getFullYear());
  const date = year !== null ? dateIn(year) : thisYear < midnight ? dateIn(today.getFullYear() + 1) : thisYear;
  return date.getMonth() === month && date.getDate() === day ? date : null;
}

/** The next such day that a month has. */
function dayOfMonth(today: Date, day: number): Date | null {
  for (const later of [0, 1, 2]) {
    const date = new Date(today.getFullYear(), today.getMonth() + later, day);
    if (date.getDate() === day && (later > 0 || day >= today.getDate())) return date;
  }
  return null;
}
