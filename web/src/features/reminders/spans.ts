// Reading a span of time, "in an hour and a half", "20 min", "in einer Viertelstunde", and numbers in words, in English and
// in German. Pure.

export interface Word {
  /** In lower case, without what a sentence puts behind a word. */
  said: string;
  start: number;
  end: number;
}

export const said = (words: readonly Word[], index: number): string => words[index]?.said ?? '';

export const saidFrom = (words: readonly Word[], at: number, count: number): string => words.slice(at, at + count).map((word) => word.said).join(' ');

/** The words of a text. Abbreviations of two letters keep their dot: "Mo." is a day. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/gu)].map(({ 0: word, index }) => ({
    said: word.toLowerCase().replace(/[,:;!?]+$/u, '').replace(/^(\p{L}{3,})\.+$/u, '$1'),
    start: index,
    end: index + word.length,
  }));
}

type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

export interface Span {
  amount: number;
  unit: Unit;
}

/** How many words something takes. */
export interface Read {
  words: number;
}

const MINUTE_MS = 60_000;
export const UNITS: readonly (readonly [RegExp, Unit])[] = [
  [/^(?:m|mins?|minutes?|minuten?)$/, 'minute'],
  [/^(?:h|hrs?|hours?|std|stunden?)$/, 'hour'],
  [/^(?:d|days?|tag(?:e|en)?)$/, 'day'],
  [/^(?:w|weeks?|wochen?)$/, 'week'],
  [/^(?:months?|monat(?:e|en)?)$/, 'month'],
  [/^(?:years?|jahr(?:e|en)?)$/, 'year'],
];
const ONE = /^(?:an?|one|eins?|eine[rmn]?)$/;
const HALF = /^(?:half|halben?)$/;
const QUARTER = /^quarters?$/;
/** Numbers in words, from two on, with those of which half a one is part. */
const NUMBERS: readonly (readonly [RegExp, number])[] = [
  [/^(?:anderthalb|eineinhalb)$/, 1.5],
  [/^zweieinhalb$/, 2.5],
  [/^dreieinhalb$/, 3.5],
  [/^(?:two|zwei)$/, 2],
  [/^(?:three|drei)$/, 3],
  [/^(?:four|vier)$/, 4],
  [/^(?:five|fünf)$/, 5],
  [/^(?:six|sechs)$/, 6],
  [/^(?:seven|sieben)$/, 7],
  [/^(?:eight|acht)$/, 8],
  [/^(?:nine|neun)$/, 9],
  [/^(?:ten|zehn)$/, 10],
  [/^(?:eleven|elf)$/, 11],
  [/^(?:twelve|zwölf)$/, 12],
  [/^(?:fifteen|fünfzehn)$/, 15],
  [/^(?:twenty|zwanzig)$/, 20],
  [/^(?:thirty|dreißig)$/, 30],
  [/^(?:forty|vierzig)$/, 40],
];
/** One word for a part of an hour. */
const PARTS_OF_HOUR: readonly (readonly [RegExp, number])[] = [
  [/^viertelstunde$/, 0.25],
  [/^dreiviertelstunde$/, 0.75],
];

/** In 20 minutes, in an hour and a half, in 1 hour and 30 minutes, in 1h30; at the beginning also 20 min. */
export function readSpan(words: readonly Word[], at: number): ({ spans: readonly Span[] } & Read) | null {
  const prefix = said(words, at) === 'in' ? 1 : 0;
  const first = readAmount(words, at + prefix, prefix === 1);
  if (first === null || (prefix === 0 && at > 0)) return null;
  let end = at + prefix + first.words;
  const spans: Span[] = [first];
  const isLinked = /^(?:and|und)$/.test(said(words, end));
  const fraction = isLinked ? readFraction(words, end + 1) : null;
  const more = end + (isLinked ? 1 : 0);
  const second = first.unit === 'hour' ? readAmount(words, more, false) : null;
  if (fraction !== null) {
    // A day and a half is no number of days.
    if (!isShort(first.unit)) return null;
    spans.push({ amount: fraction.amount, unit: first.unit });
    end += 1 + fraction.words;
  } else if (second?.unit === 'minute') {
    spans.push(second);
    end = more + second.words;
  }
  if (said(words, end) === 'from' && said(words, end + 1) === 'now') end += 2;
  if (/['’]s?$/u.test(said(words, end - 1)) && said(words, end) === 'time') end += 1;
  return { spans, words: end - at };
}

/** Minutes and hours; what is longer keeps the time of day, and may have another. */
export const isShort = (unit: Unit): boolean => unit === 'minute' || unit === 'hour';

/** Behind a span: a half, a quarter. */
function readFraction(words: readonly Word[], at: number): ({ amount: number } & Read) | null {
  const word = said(words, at + 1);
  if (!ONE.test(said(words, at)) || !(HALF.test(word) || QUARTER.test(word)) || UNITS.some(([pattern]) => pattern.test(said(words, at + 2)))) return null;
  return { amount: HALF.test(word) ? 0.5 : 0.25, words: 2 };
}

/** A number with its unit; as a word only where it is `spelled` for sure. */
function readAmount(words: readonly Word[], at: number, spelled: boolean): (Span & Read) | null {
  const word = said(words, at);
  const [, hours, minutes] = /^(\d{1,2})h([0-5]?\d)m?$/.exec(word) ?? [];
  if (hours !== undefined) return { amount: Number(hours) * 60 + Number(minutes), unit: 'minute', words: 1 };
  const [, digits, glued = ''] = /^(\d{1,4}(?:[.,]\d)?)(\p{L}*)\.?$/u.exec(word) ?? [];
  const [amount, taken] = digits !== undefined ? [Number(digits.replace(',', '.')), 1] : spelled ? inWords(words, at) : [0, 0];
  // "In three days' time"
  const named = (glued === '' ? said(words, at + taken) : glued).replace(/\.$/, '').replace(/['’]s?$/u, '');
  const part = PARTS_OF_HOUR.find(([pattern]) => pattern.test(named))?.[1];
  const unit = part === undefined ? UNITS.find(([pattern]) => pattern.test(named))?.[1] : 'hour';
  if (unit === undefined || amount === 0 || (amount % 1 !== 0 && !isShort(unit))) return null;
  return { amount: amount * (part ?? 1), unit, words: taken + (glued === '' ? 1 : 0) };
}

/** A number in words: an, twenty, half an, einer halben, one and a half, a quarter of an, three quarters of an. */
function inWords(words: readonly Word[], at: number): [amount: number, words: number] {
  const number = numberInWords(said(words, at));
  if (saidFrom(words, at, 3) === 'a couple of') return [2, 3];
  if (number > 0) {
    if (QUARTER.test(said(words, at + 1)) && said(words, at + 2) === 'of') return [number / 4, 4];
    const fraction = said(words, at + 1) === 'and' && HALF.test(said(words, at + 3)) ? 0.5 : 0;
    if (fraction > 0) return [number + fraction, 4];
    if (!ONE.test(said(words, at))) return [number, 1];
  }
  const spelled = [said(words, at), said(words, at + 1)].filter((word) => HALF.test(word) || ONE.test(word));
  return [spelled.some((word) => HALF.test(word)) ? 0.5 : Math.min(1, spelled.length), spelled.length];
}

/** 0 where it is none. */
export function numberInWords(word: string): number {
  return ONE.test(word) ? 1 : (NUMBERS.find(([pattern]) => pattern.test(word))?.[1] ?? 0);
}

/** Days, weeks, months and years keep the time of day, whatever the clocks do meanwhile. A month ends no later than its last day. */
export function afterSpan({ amount, unit }: Span, now: number): number {
  if (isShort(unit)) return now + amount * (unit === 'hour' ? 60 : 1) * MINUTE_MS;
  const date = new Date(now);
  if (unit === 'day' || unit === 'week') date.setDate(date.getDate() + amount * (unit === 'week' ? 7 : 1));
  else {
    const months = amount * (unit === 'year' ? 12 : 1);
    const last = new Date(date.getFullYear(), date.getMonth() + months + 1, 0).getDate();
    date.setMonth(date.getMonth() + months, Math.min(date.getDate(), last));
  }
  return date.getTime();
}
