// Reading when to be reminded out of a sentence, in English and in German: "in 20 minutes", "tomorrow 9:00",
// "Montag um 14 Uhr", at its beginning or its end. Pure; times are of the reader's own clock.

const MINUTE_MS = 60_000;
const MORNING = 9;
const NOON = 12;
const EVENING = 18;
const MONDAY = 1;

export interface Sentence {
  at: number;
  /** What is left of the sentence; may be empty. */
  about: string;
}

interface Word {
  /** In lower case, without what a sentence puts behind a word. */
  said: string;
  start: number;
  end: number;
}

/** What was read so far. */
interface Found {
  in?: readonly Span[];
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

type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month';

interface Span {
  amount: number;
  unit: Unit;
}

const UNITS: readonly (readonly [RegExp, Unit])[] = [
  [/^(?:m|mins?|minutes?|minuten?)$/, 'minute'],
  [/^(?:h|hrs?|hours?|std|stunden?)$/, 'hour'],
  [/^(?:d|days?|tag(?:e|en)?)$/, 'day'],
  [/^(?:w|weeks?|wochen?)$/, 'week'],
  [/^(?:months?|monat(?:e|en)?)$/, 'month'],
];
const ONE = /^(?:an?|one|ein|eine[rmn]?)$/;
const HALF = /^(?:half|halben?)$/;
/** Numbers in words, from two on, with those of which half a one is part. */
const NUMBERS: readonly (readonly [RegExp, number])[] = [
  [/^(?:anderthalb|eineinhalb)$/, 1.5],
  [/^(?:two|zwei)$/, 2],
  [/^(?:three|drei)$/, 3],
  [/^(?:four|vier)$/, 4],
  [/^(?:five|fünf)$/, 5],
  [/^(?:six|sechs)$/, 6],
  [/^(?:seven|sieben)$/, 7],
  [/^(?:eight|acht)$/, 8],
  [/^(?:nine|neun)$/, 9],
  [/^(?:ten|zehn)$/, 10],
  [/^(?:twelve|zwölf)$/, 12],
  [/^(?:fifteen|fünfzehn)$/, 15],
  [/^(?:twenty|zwanzig)$/, 20],
  [/^(?:thirty|dreißig)$/, 30],
  [/^(?:forty|vierzig)$/, 40],
];
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
    // It stands at the beginning, or at the end.
    const isLast = end === told.length || (end + 1 === told.length && /^(?:please|bitte)\.?$/.test(said(told, end)));
    if (end === start || (start > 0 && !isLast)) continue;
    // There are no reminders that come again: one that comes once is not what was meant.
    if (isAgain(told, start, end)) return null;
    const at = timeOf(found, now);
    if (at === null) continue;
    const about = start === 0 ? rest.slice(told[end]?.start ?? rest.length) : rest.slice(0, told[start]?.start);
    return { at, about: withoutLink(about) };
  }
  return null;
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

const said = (words: readonly Word[], index: number): string => words[index]?.said ?? '';

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
  return found.day === undefined && found.hour === undefined && found.part === undefined ? readSpan(words, at, found) : 0;
}

/** In 20 minutes, in an hour, in half an hour, in 1 hour and 30 minutes; at the beginning also 20 min. */
function readSpan(words: readonly Word[], at: number, found: Found): number {
  const prefix = said(words, at) === 'in' ? 1 : 0;
  const first = readAmount(words, at + prefix, prefix === 1);
  if (first === null || (prefix === 0 && at > 0)) return 0;
  let end = at + prefix + first.words;
  found.in = [first];
  const more = end + (/^(?:and|und)$/.test(said(words, end)) ? 1 : 0);
  const second = first.unit === 'hour' ? readAmount(words, more, false) : null;
  if (second?.unit === 'minute') {
    found.in = [first, second];
    end = more + second.words;
  }
  if (said(words, end) === 'from' && said(words, end + 1) === 'now') end += 2;
  return end - at;
}

/** A number with its unit, and how many words they are; as a word only where it is `spelled` for sure. */
function readAmount(words: readonly Word[], at: number, spelled: boolean): (Span & { words: number }) | null {
  const [, digits, glued = ''] = /^(\d{1,4}(?:[.,]\d)?)(\p{L}*)\.?$/u.exec(said(words, at)) ?? [];
  const [amount, taken] = digits !== undefined ? [Number(digits.replace(',', '.')), 1] : spelled ? inWords(words, at) : [0, 0];
  const named = glued === '' ? said(words, at + taken) : glued;
  const unit = UNITS.find(([pattern]) => pattern.test(named.replace(/\.$/, '')))?.[1];
  // Half a day is no number of days.
  if (unit === undefined || amount === 0 || (amount % 1 !== 0 && !/minute|hour/.test(unit))) return null;
  return { amount, unit, words: taken + (glued === '' ? 1 : 0) };
}

/** A number that is written as one or two words: an, twenty, half an, einer halben. */
function inWords(words: readonly Word[], at: number): [amount: number, words: number] {
  const number = NUMBERS.find(([pattern]) => pattern.test(said(words, at)))?.[1];
  if (number !== undefined) return [number, 1];
  const spelled = [said(words, at), said(words, at + 1)].filter((word) => HALF.test(word) || ONE.test(word));
  return [spelled.some((word) => HALF.test(word)) ? 0.5 : Math.min(1, spelled.length), spelled.length];
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

/** 9:00, at 9, 9 am, 9pm, 9 Uhr, um 9 Uhr 30. */
function readClock(words: readonly Word[], at: number, found: Found): number {
  const word = said(words, at);
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

/** Days, weeks and months keep the time of day, whatever the clocks do meanwhile. A month ends no later than its last day. */
function afterSpan({ amount, unit }: Span, now: number): number {
  if (unit === 'minute' || unit === 'hour') return now + amount * (unit === 'hour' ? 60 : 1) * MINUTE_MS;
  const date = new Date(now);
  if (unit !== 'month') date.setDate(date.getDate() + amount * (unit === 'week' ? 7 : 1));
  else {
    const last = new Date(date.getFullYear(), date.getMonth() + amount + 1, 0).getDate();
    date.setMonth(date.getMonth() + amount, Math.min(date.getDate(), last));
  }
  return date.getTime();
}
