// Reading a time of day, "9:00", "at 9", "half past nine", "um zwei Uhr", "dreiviertel acht", in English and in German. Pure.

import { numberInWords, said, saidFrom, type Read, type Word } from './spans';
import { WEEKDAYS } from './days';

export interface Clock {
  /** 24 is the end of the day. */
  hour: number;
  minute: number;
  /** Whether the hour was said without a half of the day, as in "at 3". */
  bare: boolean;
}

/** Whether it has the form of a time of the day; it may be none, as 25:00. */
export const CLOCK = /^\d{1,2}:\d{2}(?:am|pm|uhr)?$/;
const OCLOCK = /^(?:uhr|o['’]?clock)$/;

/** 9:00, at 9, at nine, 9 am, 9pm, 9 Uhr, um 9 Uhr 30, half past nine, ten past nine, halb zehn, Viertel nach neun. */
export function readClock(words: readonly Word[], at: number): (Clock & Read) | null {
  const parted = readPartedHour(words, at);
  if (parted !== null) return parted;
  const announced = /^(?:at|um|gegen|around)$/.test(said(words, at - 1));
  const word = said(words, at);
  const [, hours = '', minutes, glued] = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm|uhr)?$/.exec(withoutDots(words, at)) ?? [];
  const spelled = hours === '' ? hourInWords(word) : 0;
  if (hours === '' && spelled === 0) return null;
  let half = glued === 'uhr' ? undefined : (glued ?? halfOf(words, at + 1));
  let read = half !== undefined && glued === undefined ? 2 : 1;
  const oclock = half !== undefined ? '' : (glued ?? (OCLOCK.test(said(words, at + 1)) ? said(words, at + 1) : ''));
  if (minutes === undefined && half === undefined && oclock === '' && !announced) return null;
  let minute = Number(minutes ?? 0);
  if (oclock !== '') {
    if (glued === undefined) read += 1;
    if (minutes === undefined && /^[0-5]\d$/.test(said(words, at + read))) {
      minute = Number(said(words, at + read));
      read += 1;
    }
    half = halfOf(words, at + read);
    if (half !== undefined) read += 1;
  }
  let hour = spelled === 0 ? Number(hours) : spelled;
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0) || (half === 'am' && hour > 12)) return null;
  if (half === 'pm' && hour < 12) hour += 12;
  else if (half === 'am' && hour === 12) hour = 0;
  return {
    hour,
    minute,
    // "3 Uhr" is of the clock with 24 hours; "drei Uhr" is said.
    bare: half === undefined && minutes === undefined && (oclock !== 'uhr' || spelled > 0),
    words: read,
  };
}

/** "am" and "pm", with or without dots; "9:00 am Montag" has none. */
function halfOf(words: readonly Word[], at: number): string | undefined {
  const half = /^([ap])\.?m\.?$/.exec(said(words, at))?.[1];
  if (half === undefined || (said(words, at) === 'am' && isDay(words, at + 1))) return undefined;
  return `${half}m`;
}

function isDay(words: readonly Word[], at: number): boolean {
  return WEEKDAYS.some((pattern) => pattern.test(said(words, at))) || /^\d{1,2}\./.test(said(words, at)) || said(words, at) === 'morgen';
}

/** A word that ends the sentence, without its full stop, and "8 a.m." in one word. */
function withoutDots(words: readonly Word[], at: number): string {
  const word = said(words, at).replace(/([ap])\.m\.?$/, '$1m');
  return at === words.length - 1 || /[ap]m\.$/.test(word) ? word.replace(/\.$/, '') : word;
}

/** An hour in words, 0 where it is none: "an" and "eine" are seldom one. */
export function hourInWords(word: string): number {
  const hour = /^(?:an?|eine[rmn]?)$/.test(word) ? 0 : numberInWords(word);
  return hour % 1 === 0 && hour <= 12 ? hour : 0;
}

const PARTED: readonly (readonly [RegExp, number])[] = [
  [/^half past /, 30],
  [/^(?:quarter past|viertel nach) /, 15],
  [/^(?:quarter to|viertel vor) /, -15],
  [/^halb /, -30],
  [/^(?:dreiviertel|drei viertel) /, -15],
  [/^viertel /, -45],
];
const STEPS = [5, 10, 20, 25];

/** Half past nine, a quarter to nine, ten to nine; halb neun is half past eight, and so is viertel neun a quarter past eight. */
function readPartedHour(words: readonly Word[], at: number): (Clock & Read) | null {
  const article = said(words, at) === 'a' ? 1 : 0;
  const ahead = `${saidFrom(words, at + article, 3)} `;
  const [pattern, part] = PARTED.find(([begins]) => begins.test(ahead)) ?? [];
  const named = pattern === undefined ? 0 : (pattern.exec(ahead)?.[0] ?? '').split(' ').length - 1;
  const [minutes, taken] = part === undefined ? readSteps(words, at) : [part, article + named];
  if (minutes === 0) return null;
  const hourAt = at + taken;
  const [, digits, glued] = /^(\d{1,2})(am|pm)?$/.exec(withoutDots(words, hourAt)) ?? [];
  const hour = digits === undefined ? hourInWords(said(words, hourAt)) : Number(digits);
  if (hour < 1 || hour > 12) return null;
  const behind = OCLOCK.test(said(words, hourAt + 1)) ? 1 : 0;
  const half = glued ?? halfOf(words, hourAt + 1 + behind);
  const before = minutes < 0 ? 1 : 0;
  return {
    // A quarter to one is after noon.
    hour: half === undefined ? hour - before || 12 : (hour % 12) + (half === 'pm' ? 12 : 0) - before,
    minute: (minutes + 60) % 60,
    bare: half === undefined,
    words: taken + 1 + behind + (half !== undefined && glued === undefined ? 1 : 0),
  };
}

/** Ten past, 20 nach, five minutes to; "8 to" may begin a span, so minutes before an hour are said in words. */
function readSteps(words: readonly Word[], at: number): [minutes: number, words: number] {
  const word = said(words, at);
  const minutes = /^\d{1,2}$/.test(word) ? Number(word) : numberInWords(word);
  const unit = /^(?:minutes?|minuten?|min)$/.test(said(words, at + 1)) ? 1 : 0;
  const towards = said(words, at + 1 + unit);
  if (!STEPS.includes(minutes) || !/^(?:past|to|nach|vor)$/.test(towards) || (towards === 'to' && unit === 0 && /\d/.test(word))) return [0, 0];
  return [/^(?:past|nach)$/.test(towards) ? minutes : -minutes, 2 + unit];
}
