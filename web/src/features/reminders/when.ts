// Reading when to be reminded out of a sentence, in English and in German: "in 20 minutes", "tomorrow 9:00",
// "Montag um 14 Uhr", at its beginning or its end. Pure; times are of the reader's own clock.
//
// A sentence that is not understood whole gives nothing, never a part of its time. chrono-node (2.10, 17 kB gzipped with English
// and German) guesses instead: "day after tomorrow" is tomorrow, "tonight at 12" noon, and it knows neither "halb drei" nor "at two".

import { CLOCK, readClock } from './clock';
import { readDay, WEEKDAYS, type Day } from './days';
import { goesOn, isChangedBy, linked } from './leftovers';
import { afterSpan, isShort, readSpan, said, UNITS, wordsOf, type Span, type Word } from './spans';

const MORNING = 9;
const NOON = 12;
const EVENING = 18;
const TONIGHT = 20;
const NIGHT = 22;
/** "Nachts" is of the day that is said, "in der Nacht" of the evening before. */
const AT_NIGHT = 23;
const MIDNIGHT = 24;

export interface Sentence {
  at: number;
  /** What is left of the sentence; may be empty. */
  about: string;
}

/** What was read so far. */
interface Found extends Day {
  in?: readonly Span[] | undefined;
  /** The hour that a part of the day stands for. */
  part?: number | undefined;
  hour?: number;
  minute?: number;
  /** Whether the hour was said without a half of the day, as in "at 3". */
  bare?: boolean;
}

/** The hour that a part of a day stands for. */
const PARTS: readonly (readonly [RegExp, number])[] = [
  [/^(?:morning|früh|morgens|vormittags?)$/, MORNING],
  [/^(?:noon|mittags?)$/, NOON],
  [/^(?:afternoon|nachmittags?)$/, 14],
  [/^(?:evening|abends?)$/, EVENING],
  [/^night$/, TONIGHT],
  [/^nacht$/, NIGHT],
  [/^nachts$/, AT_NIGHT],
  [/^(?:midnight|mitternachts?)$/, MIDNIGHT],
];
/** Say by themselves that something comes again and again. */
const AGAIN =
  /^(?:daily|täglich|weekly|wöchentlich|monthly|monatlich|(?:sun|mon|tues|wednes|thurs|fri|satur)days|(?:sonn|mon|diens|donners|frei|sams)tags|mittwochs|sonnabends)$/;
/** Say so together with a period: every day, every other day, every Monday and Friday. */
const EACH = /^(?:every|each|jede[nrsm]?)$/;
const PERIOD = /^(?:morgen|nights?|nächte|nacht|weekdays?|workdays?|werktage?|weekends?|wochenenden?|years?|jahre?)$/;
const AMID = /^(?:and|und|other|second|third|zweite[nrs]?|dritte[nrs]?|\d+)$/;
/** Stand before a time, and mean nothing by themselves. */
const BEFORE = /^(?:on|at|am|um|next|this|the|in|of|der|den|dem|nächste[nrm]?|kommende[nrm]?|diese[nrm]?|gegen|around)$/;
/** So many of them stand before one time at most: on the next. */
const MOST_BEFORE = 4;
/** Begin what a sentence is about. */
const LINK = /^(?:to|about|that|daran|dass|an|ans|zu)$/;
const PLEASE = /^(?:please|bitte)\.?$/;

/** `null` where no time is said, one that has no meaning, e.g. 25:00, or one that is not understood whole. */
export function readSentence(text: string, now: number): Sentence | null {
  const words = wordsOf(text);
  const opening = words.findIndex(({ said: word }) => !/^(?:me|mich|mir|please|bitte)$/.test(word));
  if (opening === -1) return null;
  // "Mich daran, morgen früh Bob anzurufen"
  const isLinked = /^(?:daran|to)$/.test(said(words, opening)) && readWhen(wordsOf(text.slice(words[opening]?.end)), 0, now)[1] > 0;
  const rest = text.slice(words[opening + (isLinked ? 1 : 0)]?.start ?? text.length);
  const told = wordsOf(rest);
  for (const start of told.keys()) {
    const [found, end] = readWhen(told, start, now);
    if (end === start) continue;
    // It stands at the beginning, or at the end, where German has its verb behind it.
    const isLast = end === told.length || (end + 1 === told.length && PLEASE.test(said(told, end)));
    const verb = start > 0 && !isLast ? readVerb(told, end) : 0;
    if (start > 0 && !isLast && end + verb !== told.length) continue;
    const whole = start === 0 || !isChangedBy(told, start);
    const at = whole && !isPart(told, end, found, now) && !isAgain(told, start, end) ? timeOf(found, now) : null;
    // Two times, one at each end: it is not known which is meant.
    if (at === null || (isLinked && endsWithTime(told, end, now))) return null;
    const behind = rest.slice(told[end]?.start ?? rest.length);
    const about = start === 0 ? behind : rest.slice(0, told[start]?.start) + (verb > 0 ? behind : '');
    return { at, about: withoutLink(about) };
  }
  return null;
}

/** Whether what follows a time belongs to it. What is linked to it is its matter. */
function isPart(words: readonly Word[], end: number, found: Found, now: number): boolean {
  if (CLOCK.test(said(words, end))) return true;
  const isLong = found.hour === undefined && (found.in?.every(({ unit }) => !isShort(unit)) ?? true);
  if (goesOn(words, end, isLong)) return true;
  if (readWhen(words, linked(words, end), now)[1] > linked(words, end)) return true;
  return found.in !== undefined && readSpan(words.slice(end), 0) !== null;
}

function endsWithTime(words: readonly Word[], from: number, now: number): boolean {
  return words.slice(from).some((_, index) => readWhen(words, from + index, now)[1] === words.length);
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

/**
 * Without what links a sentence to what it is about, and without quotation marks around all of it. "Ans Meeting" is what
 * one thinks of, but "an den Kunden schreiben" something to do.
 */
function withoutLink(about: string): string {
  const isToDo = /\s\p{Ll}+(?:en|ern|eln)[.!?]?\s*$/u.test(about);
  return about
    .trim()
    .replace(isToDo ? /^$/u : /^an(s?)(?:,?\s+|$)/iu, (_, das: string) => (das === '' ? '' : 'das '))
    .replace(/^(?:to|about|that|of|daran|dass|zu)(?:,?\s+|$)/iu, '')
    .replace(/^[,:]\s*|\s*[,:]$/gu, '')
    .trim()
    .replace(/^["“„]([^"“”„]+)["“”]$/u, '$1');
}

/** Reads as many words as say when, and gives where they end. */
function readWhen(words: readonly Word[], start: number, now: number): [Found, number] {
  const found: Found = {};
  let end = start;
  for (;;) {
    let at = end;
    let read = readOne(words, at, found, now);
    while (read === 0 && at < end + MOST_BEFORE && BEFORE.test(said(words, at))) {
      at += 1;
      read = readOne(words, at, found, now);
    }
    if (read === 0) return [found, end];
    end = at + read;
  }
}

/** Reads one piece, and gives how many words it has. No piece is said twice. */
function readOne(words: readonly Word[], at: number, found: Found, now: number): number {
  const hasDay = isDated(found);
  // "Montag morgen" is in the morning, "am Morgen" too.
  const isMorning = said(words, at) === 'morgen' && (hasDay || said(words, at - 1) === 'am');
  if (found.part === undefined) {
    found.part = isMorning ? MORNING : PARTS.find(([pattern]) => pattern.test(said(words, at)))?.[1];
    if (found.part !== undefined) return 1;
  }
  const day = readDay(words, at, now);
  if (day !== null && !(Object.keys(day) as (keyof Found)[]).some((key) => found[key] !== undefined)) {
    const { words: read, ...dated } = day;
    Object.assign(found, dated);
    if (said(words, at) === 'tonight') found.part ??= TONIGHT;
    return read;
  }
  if (found.hour === undefined) {
    const clock = readClock(words, at) ?? (hasDay ? readBareHour(words, at, now) : null);
    if (clock !== null) {
      const { words: read, ...time } = clock;
      Object.assign(found, time);
      return read;
    }
  }
  if (found.in !== undefined) return 0;
  const span = readSpan(words, at);
  if (span === null) return 0;
  found.in = span.spans;
  return span.words;
}

const isDated = ({ in: span, day, weekday, week, part }: Found): boolean => [span, day, weekday, week, part].some((piece) => piece !== undefined);

/** "Tomorrow 8", where nothing follows that there could be 8 of. */
function readBareHour(words: readonly Word[], at: number, now: number): { hour: number; minute: number; bare: boolean; words: number } | null {
  const [, hour] = /^(\d{1,2})\.?$/.exec(said(words, at)) ?? [];
  if (hour === undefined || Number(hour) > 24) return null;
  const next = said(words, at + 1);
  if (next !== '' && !LINK.test(next) && !PLEASE.test(next) && readWhen(words, at + 1, now)[1] === at + 1) return null;
  return { hour: Number(hour), minute: 0, bare: true, words: 1 };
}

/** `null` where nothing was read, a day alone that is today, or what does not go together. */
function timeOf(found: Found, now: number): number | null {
  const { in: span, weekday, week, minute = 0 } = found;
  const hour = hourOf(found);
  const today = new Date(now);
  const dayOf = (date: Date, later: number): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate() + later);
  const timeOn = (date: Date, later = 0): number => new Date(date.getFullYear(), date.getMonth(), date.getDate() + later, hour ?? MORNING, minute).getTime();
  const after = span?.reduce((at, part) => afterSpan(part, at), now);
  if (after !== undefined && span?.some(({ unit }) => isShort(unit)) === true) {
    return [hour, found.day, weekday, week].every((piece) => piece === undefined) ? after : null;
  }
  if (week !== undefined) {
    if (found.day !== undefined || after !== undefined || (weekday === undefined && week <= today)) return null;
    return timeOn(week, weekday === undefined ? 0 : (weekday + 6) % 7);
  }
  if (found.day !== undefined && after !== undefined) return null;
  const day = found.day ?? (after === undefined ? undefined : dayOf(new Date(after), 0));
  if (day !== undefined) {
    if (weekday !== undefined && day.getDay() !== weekday) return null;
    if (after !== undefined && hour === undefined) return after;
    if (day.toDateString() === today.toDateString() && hour === undefined) return null;
    return timeOn(day);
  }
  if (weekday !== undefined) {
    const days = (weekday - today.getDay() + 7) % 7;
    return timeOn(today, days === 0 && (hour === undefined || timeOn(today) <= now) ? 7 : days);
  }
  if (hour === undefined) return null;
  // In the night, the evening was yesterday.
  return [-1, 0, 1].map((days) => timeOn(today, days)).find((at) => at > now) ?? null;
}

/**
 * The hour of the day, from 24 on in the night after it. At 3, nobody means the night; 7 in the evening is 19:00, 12 in the
 * evening is midnight, and 1 is an hour later; at noon, 11 is before it and 1 after it.
 */
function hourOf({ hour, part, bare }: Found): number | undefined {
  if (hour === undefined) return part;
  if (part === undefined) return bare === true && hour >= 1 && hour <= 6 ? hour + 12 : hour;
  if (part === AT_NIGHT) return hour <= 6 ? hour : hour <= 12 ? hour + 12 : hour;
  if (part >= EVENING && (hour <= 4 || hour === 12)) return hour === 12 ? 24 : hour + 24;
  const last = part === NOON ? 4 : part > NOON ? 11 : 0;
  return hour >= 1 && hour <= last ? hour + 12 : hour;
}
