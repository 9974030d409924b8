// Reading when to be reminded out of a sentence, in English and in German: "in 20 minutes", "tomorrow 9:00",
// "Montag um 14 Uhr", at its beginning or its end. Pure; times are of the reader's own clock.

import { afterSpan, numberInWords, readSpan, said, UNITS, type Span, type Word } from './spans';

const MORNING = 9;
const NOON = 12;
const EVENING = 18;
const MIDNIGHT = 24;
const MONDAY = 1;

export interface Sentence {
  at: number;
  /** What is left of the sentence; may be empty. */
  about: string;
}

/** What was read so far. */
interface Found {
  in?: readonly Span[] | undefined;
  /** Midnight of a day. */
  day?: Date;
  weekday?: number;
  /** The hour that a part of the day stands for. */
  part?: number | undefined;
  hour?: number;
  minute?: number;
  /** Whether the hour was said without a half of the day, as in "at 3". */
  bare?: boolean;
}

const WEEKDAYS: readonly RegExp[] = [
  /^(?:sunday|sonntags?)$/,
  /^(?:monday|montags?)$/,
  /^(?:tuesday|dienstags?)$/,
  /^(?:wednesday|mittwochs?)$/,
  /^(?:thursday|donnerstags?)$/,
  /^(?:friday|freitags?)$/,
  /^(?:saturday|samstags?|sonnabends?)$/,
];
const MONTHS: readonly RegExp[] = [
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
/** The hour that a part of a day stands for. */
const PARTS: readonly (readonly [RegExp, number])[] = [
  [/^(?:morning|früh|morgens|vormittags?)$/, MORNING],
  [/^(?:noon|mittags?)$/, NOON],
  [/^(?:afternoon|nachmittags?)$/, 14],
  [/^(?:evening|abends?)$/, EVENING],
  [/^(?:midnight|mitternachts?)$/, MIDNIGHT],
];
/** Say by themselves that something comes again and again. */
const AGAIN = /^(?:daily|täglich|weekly|wöchentlich)$/;
/** Say so together with a period: every day, every other day, every Monday and Friday. */
const EACH = /^(?:every|each|jede[nrsm]?)$/;
const PERIOD = /^(?:morgen|nights?|nächte|nacht|weekdays?|workdays?|werktage?|weekends?|wochenenden?|years?|jahre?)$/;
const AMID = /^(?:and|und|other|second|third|zweite[nrs]?|dritte[nrs]?|\d+)$/;
/** Stand before a time, and mean nothing by themselves. */
const BEFORE = /^(?:on|at|am|um|next|this|the|in|nächste[nrm]?|kommende[nr]?|diese[nr]?|gegen)$/;

/** `null` where no time is said, or one that has no meaning, e.g. 25:00. */
export function readSentence(text: string, now: number): Sentence | null {
  const words = wordsOf(text);
  const opening = words.findIndex(({ said: word }) => !/^(?:me|mich|mir|please|bitte)$/.test(word));
  if (opening === -1) return null;
  const rest = text.slice(words[opening]?.start ?? text.length);
  const told = wordsOf(rest);
  for (const start of told.keys()) {
    const [found, end] = readWhen(told, start, now);
    // It stands at the beginning, or at the end, where German has its verb behind it.
    const isLast = end === told.length || (end + 1 === told.length && /^(?:please|bitte)\.?$/.test(said(told, end)));
    const verb = start > 0 && !isLast ? readVerb(told, end) : 0;
    if (end === start || (start > 0 && !isLast && end + verb !== told.length)) continue;
    // What would go on with it is not understood: half of a time is not what was meant.
    if (CLOCK.test(said(told, end)) || /^(?:and|und) (?:an?|one|eine[rn]?) (?:half|quarter|halben?)$/.test(saidFrom(told, end, 3))) return null;
    // There are no reminders that come again: one that comes once is not what was meant.
    if (isAgain(told, start, end)) return null;
    const at = timeOf(found, now);
    if (at === null) continue;
    const behind = rest.slice(told[end]?.start ?? rest.length);
    const about = start === 0 ? behind : rest.slice(0, told[start]?.start) + (verb > 0 ? behind : '');
    return { at, about: withoutLink(about) };
  }
  return null;
}

/** How many words are a German infinitive at the end of a sentence: anrufen, zu prüfen. */
function readVerb(words: readonly Word[], at: number): number {
  const before = said(words, at) === 'zu' ? 1 : 0;
  return /^\p{L}{2,}(?:en|ern|eln)\.?$/u.test(said(words, at + before)) ? before + 1 : 0;
}

/** Whether the words beside a time say that it comes again and again. What follows it may also be its matter: each customer. */
function isAgain(words: readonly Word[], start: number, end: number): boolean {
  let before = start - 1;
  while (isPeriod(words, before) || AMID.test(said(words, before))) before -= 1;
  let after = end + 1;
  while (AMID.test(said(words, after))) after += 1;
  const [inFront, behind] = [said(words, before), said(words, end)];
  return AGAIN.test(inFront) || EACH.test(inFront) || AGAIN.test(behind) || (EACH.test(behind) && (after >= words.length || isPeriod(words, after)));
}

function isPeriod(words: readonly Word[], at: number): boolean {
  const word = said(words, at).replace(/\.$/, '');
  return PERIOD.test(word) || [...UNITS, ...PARTS].some(([pattern]) => pattern.test(word)) || WEEKDAYS.some((pattern) => pattern.test(word));
}

/** Without what links a sentence to what it is about, and without quotation marks around all of it. */
function withoutLink(about: string): string {
  return about
    .trim()
    .replace(/^(?:to|about|that|of|an|daran|dass|zu)(?:,?\s+|$)/iu, '')
    .replace(/^[,:]\s*|\s*[,:]$/gu, '')
    .trim()
    .replace(/^["“„]([^"“”„]+)["“”]$/u, '$1');
}

const saidFrom = (words: readonly Word[], at: number, count: number): string => words.slice(at, at + count).map((word) => word.said).join(' ');

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/gu)].map(({ 0: word, index }) => ({ said: word.toLowerCase().replace(/[,:;!?]+$/u, ''), start: index, end: index + word.length }));
}

/** Reads as many words as say when, and gives where they end. */
function readWhen(words: readonly Word[], start: number, now: number): [Found, number] {
  const found: Found = {};
  let end = start;
  for (;;) {
    let at = end;
    let read = readOne(words, at, found, now);
    while (read === 0 && BEFORE.test(said(words, at))) {
      at += 1;
      read = readOne(words, at, found, now);
    }
    if (read === 0) return [found, end];
    end = at + read;
  }
}

/** Reads one piece, and gives how many words it has. No piece is said twice. */
function readOne(words: readonly Word[], at: number, found: Found, now: number): number {
  if (found.in !== undefined) return 0;
  if (found.day === undefined && found.weekday === undefined) {
    const read = readDay(words, at, found, now);
    if (read > 0) return read;
  }
  if (found.part === undefined) {
    found.part = PARTS.find(([pattern]) => pattern.test(said(words, at)))?.[1];
    if (found.part !== undefined) return 1;
  }
  if (found.hour === undefined) {
    const read = readClock(words, at, found);
    if (read > 0) return read;
  }
  if (found.day !== undefined || found.hour !== undefined || found.part !== undefined) return 0;
  const span = readSpan(words, at);
  found.in = span?.spans;
  return span?.words ?? 0;
}

function readDay(words: readonly Word[], at: number, found: Found, now: number): number {
  const word = said(words, at);
  const today = new Date(now);
  const inDays = (days: number): Date => new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  if (/^(?:today|heute|tonight)$/.test(word)) {
    found.day = inDays(0);
    if (word === 'tonight') found.part = 20;
    return 1;
  }
  if (/^(?:tomorrow|morgen|übermorgen)$/.test(word)) {
    found.day = inDays(word === 'übermorgen' ? 2 : 1);
    return 1;
  }
  const weekday = WEEKDAYS.findIndex((pattern) => pattern.test(word));
  if (weekday !== -1) {
    found.weekday = weekday;
    return 1;
  }
  if (/^(?:week|woche)$/.test(word) && /^(?:next|nächste[nr]?)$/.test(said(words, at - 1))) {
    found.day = inDays(((MONDAY - today.getDay() + 6) % 7) + 1);
    return 1;
  }
  return readDate(words, at, found, today);
}

/** 2026-12-03, 3.12. and 3.12.2026, 3 December, 3. Dezember and December 3. */
function readDate(words: readonly Word[], at: number, found: Found, today: Date): number {
  const [word, next] = [said(words, at), said(words, at + 1)];
  const [, y, m, d] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word) ?? [];
  if (y !== undefined) return keepDate(found, today, Number(d), Number(m) - 1, Number(y)) ? 1 : 0;
  const [, day, month, year = ''] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(word) ?? [];
  if (day !== undefined) return keepDate(found, today, Number(day), Number(month) - 1, year === '' ? null : Number(year)) ? 1 : 0;
  const dayOf = (text: string): number => Number(/^(\d{1,2})(?:\.|st|nd|rd|th)?$/.exec(text)?.[1] ?? 0);
  const monthOf = (text: string): number => MONTHS.findIndex((pattern) => pattern.test(text.replace(/\.$/, '')));
  for (const [one, other] of [[word, next], [next, word]] as const) {
    if (dayOf(one) > 0 && monthOf(other) !== -1) return keepDate(found, today, dayOf(one), monthOf(other), null) ? 2 : 0;
  }
  return 0;
}

/** Without a year, the next such day. */
function keepDate(found: Found, today: Date, day: number, month: number, year: number | null): boolean {
  const dateIn = (wanted: number): Date => new Date(wanted, month, day);
  const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate());
  const thisYear = dateIn(today.getFullYear());
  const date = year !== null ? dateIn(year) : thisYear < midnight ? dateIn(today.getFullYear() + 1) : thisYear;
  if (date.getMonth() !== month || date.getDate() !== day) return false;
  found.day = date;
  return true;
}

/** Whether it has the form of a time of the day; it may be none, as 25:00. */
const CLOCK = /^\d{1,2}:\d{2}(?:am|pm|uhr)?$/;

/** 9:00, at 9, 9 am, 9pm, 9 Uhr, um 9 Uhr 30, half past nine, halb zehn, Viertel nach neun. */
function readClock(words: readonly Word[], at: number, found: Found): number {
  const word = said(words, at);
  const parted = readPartedHour(words, at, found);
  if (parted > 0) return parted;
  const [, hours, minutes, glued] = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm|uhr)?$/.exec(word) ?? [];
  if (hours === undefined) return 0;
  const behind = said(words, at + 1);
  const half = glued ?? (/^(?:am|pm|uhr)$/.test(behind) && !(behind === 'am' && isDay(words, at + 2)) ? behind : undefined);
  const announced = /^(?:at|um|gegen)$/.test(said(words, at - 1));
  if (minutes === undefined && half === undefined && !announced) return 0;
  let hour = Number(hours);
  if (half === 'pm' && hour < 12) hour += 12;
  else if (half === 'am' && hour === 12) hour = 0;
  let read = glued === undefined && half !== undefined ? 2 : 1;
  let minute = Number(minutes ?? 0);
  if (half === 'uhr' && minutes === undefined && /^[0-5]\d$/.test(said(words, at + read))) {
    minute = Number(said(words, at + read));
    read += 1;
  }
  if (hour > 23 || minute > 59) return 0;
  found.hour = hour;
  found.minute = minute;
  found.bare = half === undefined && minutes === undefined;
  return read;
}

/** Half past nine, a quarter to nine; halb neun is half past eight. */
function readPartedHour(words: readonly Word[], at: number, found: Found): number {
  const article = said(words, at) === 'a' ? 1 : 0;
  const parts: readonly (readonly [RegExp, number])[] = [
    [/^half past$/, 30],
    [/^(?:quarter past|viertel nach)$/, 15],
    [/^(?:quarter to|viertel vor)$/, -15],
  ];
  const named = parts.find(([pattern]) => pattern.test(saidFrom(words, at + article, 2)))?.[1];
  const minutes = named ?? (said(words, at) === 'halb' ? -30 : undefined);
  if (minutes === undefined) return 0;
  const hourAt = named === undefined ? at + 1 : at + article + 2;
  const [, digits, glued] = /^(\d{1,2})(am|pm)?$/.exec(said(words, hourAt)) ?? [];
  const hour = digits === undefined ? numberInWords(said(words, hourAt)) : Number(digits);
  if (hour < 1 || hour > 12 || hour % 1 !== 0) return 0;
  const half = glued ?? (/^(?:am|pm)$/.test(said(words, hourAt + 1)) ? said(words, hourAt + 1) : undefined);
  const before = minutes < 0 ? 1 : 0;
  // A quarter to one is after noon.
  found.hour = half === undefined ? hour - before || 12 : (hour % 12) + (half === 'pm' ? 12 : 0) - before;
  found.minute = (minutes + 60) % 60;
  found.bare = half === undefined;
  return hourAt + 1 - at + (half !== undefined && glued === undefined ? 1 : 0);
}

/** "9:00 am Montag": there, `am` is no half of a day. */
function isDay(words: readonly Word[], at: number): boolean {
  return WEEKDAYS.some((pattern) => pattern.test(said(words, at))) || /^\d{1,2}\./.test(said(words, at));
}

/** `null` where nothing was read, or a day alone that is today. */
function timeOf(found: Found, now: number): number | null {
  const { in: span, day, weekday, minute = 0 } = found;
  const hour = hourOf(found);
  if (span !== undefined) return span.reduce((at, part) => afterSpan(part, at), now);
  const today = new Date(now);
  const onDay = (days: number): number => new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, hour ?? MORNING, minute).getTime();
  if (weekday !== undefined) {
    const days = (weekday - today.getDay() + 7) % 7;
    return days === 0 && (hour === undefined || onDay(0) <= now) ? onDay(7) : onDay(days);
  }
  if (day !== undefined) {
    const isToday = day.toDateString() === today.toDateString();
    if (isToday && hour === undefined) return null;
    return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour ?? MORNING, minute).getTime();
  }
  if (hour === undefined) return null;
  return onDay(0) > now ? onDay(0) : onDay(1);
}

/**
 * The hour of the day, from 24 on in the night after it. At 3, nobody means the night; 7 in the evening is 19:00, 12 in the
 * evening is midnight, and 1 is an hour later; at noon, 11 is before it and 1 after it.
 */
function hourOf({ hour, part, bare }: Found): number | undefined {
  if (hour === undefined) return part;
  if (part === undefined) return bare === true && hour >= 1 && hour <= 6 ? hour + 12 : hour;
  if (part >= EVENING && (hour <= 4 || hour === 12)) return hour === 12 ? 24 : hour + 24;
  const last = part === NOON ? 4 : part > NOON ? 11 : 0;
  return hour >= 1 && hour <= last ? hour + 12 : hour;
}
