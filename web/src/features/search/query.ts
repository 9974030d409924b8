// The language of searches, as the server reads it: words, quoted phrases and filters, each excluded by a `-`
// before it. Pure.

export const FILTERS = ['from', 'in', 'with', 'before', 'after', 'on', 'during', 'has', 'is', 'mentions'] as const;
export type FilterName = (typeof FILTERS)[number];

export const HAS = ['link', 'file', 'image', 'video', 'audio', 'pdf', 'document', 'text', 'archive', 'reaction', 'pin'] as const;
export const IS = ['saved', 'thread'] as const;
/** The filters whose values are dates. */
export const DATED: readonly FilterName[] = ['on', 'before', 'after', 'during'];
/** The filters whose values are people. */
export const OF_PEOPLE: readonly FilterName[] = ['from', 'with', 'mentions'];

/** The longest query that the server takes. */
export const LONGEST = 1000;

export interface Filter {
  name: FilterName;
  /** Without quotes. */
  value: string;
  excluded: boolean;
}

/** A part of a query, and where it stands. */
interface Part {
  start: number;
  end: number;
  /** `null` for a word or a phrase. */
  filter: Filter | null;
  /** True for a quote that is not closed yet. */
  open: boolean;
}

/** What is searched for: filters that are complete, each as it is written, and the text beside them. */
export interface Asked {
  filters: readonly string[];
  text: string;
}

export const NOTHING: Asked = { filters: [], text: '' };

const QUOTED = /^(?:"([^"]*)("?)|[“„]([^“”"]*)([“”"]?))/u;
const NAMED = new RegExp(`^(${FILTERS.join('|')}):`, 'iu');
/** A year, a month or a day that is not written to its end. */
const BEGUN_DAY = /^\d{1,4}$|^\d{4}-[01]?$|^\d{4}-(?:0[1-9]|1[0-2])(?:-[0-3]?)?$/;
const DAY = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;

/** The parts of a text from left to right. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const space = /^\s+/u.exec(rest)?.[0].length ?? 0;
    if (space === 0) parts.push(partAt(text, at));
    at = space === 0 ? (parts.at(-1)?.end ?? text.length) : at + space;
  }
  return parts;
}

function partAt(text: string, start: number): Part {
  // Two dashes, or one alone, are text.
  const excluded = /^-[^\s-]/u.test(text.slice(start));
  const from = start + Number(excluded);
  const rest = text.slice(from);
  const phrase = quoted(rest);
  if (phrase !== null) return { start, end: from + phrase.length, filter: null, open: phrase.open };
  const word = /^\S*/u.exec(rest)?.[0] ?? '';
  const [sign = '', name = ''] = NAMED.exec(word) ?? [];
  if (sign === '') return { start, end: from + word.length, filter: null, open: false };
  const inQuotes = quoted(rest.slice(sign.length));
  const value = inQuotes?.text.trim() ?? word.slice(sign.length);
  const end = from + sign.length + (inQuotes?.length ?? value.length);
  return { start, end, filter: { name: name.toLowerCase() as FilterName, value, excluded }, open: inQuotes?.open ?? false };
}

function quoted(text: string): { text: string; length: number; open: boolean } | null {
  const found = QUOTED.exec(text);
  if (found === null) return null;
  const [whole, plain, closed, curly = '', closedCurly] = found;
  return { text: plain ?? curly, length: whole.length, open: (closed ?? closedCurly) === '' };
}

/** The filter that a part is; `null` where it is text. */
export function filterOf(part: string): Filter | null {
  return partsOf(part)[0]?.filter ?? null;
}

/** Whether the server can search by a filter. */
export function isComplete({ name, value }: Filter): boolean {
  if (name === 'has') return HAS.some((thing) => thing === value.toLowerCase());
  if (name === 'is') return IS.some((state) => state === value.toLowerCase());
  return DATED.includes(name) ? isDate(value) : value.replace(/^[#@]/u, '') !== '';
}

/** Whether what is written of a value can still become one, as far as the text alone shows. */
export function isBegun({ name, value }: Filter): boolean {
  return value.replace(/^[#@]/u, '') === '' || (DATED.includes(name) && BEGUN_DAY.test(value));
}

function isDate(text: string): boolean {
  if (!DAY.test(text)) return false;
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Reads a whole query. */
export function readQuery(query: string): Asked {
  return settle({ filters: [], text: query.trim() }, null);
}

export function formatQuery({ filters, text }: Asked): string {
  return [...filters, text.trim()].filter((part) => part !== '').join(' ');
}

/** Takes the complete filters out of the text, but the one that somebody is at with the caret. */
export function settle({ filters, text }: Asked, caret: number | null): Asked {
  let rest = text;
  const found: string[] = [];
  for (const { start, end, filter, open } of partsOf(text).toReversed()) {
    const begun = caret !== null && caret >= start && caret <= end;
    if (filter === null || open || begun || !isComplete(filter)) continue;
    found.unshift(text.slice(start, end));
    rest = rest.slice(0, start) + rest.slice(end).replace(/^\s+/u, '');
  }
  if (found.length === 0) return { filters, text };
  const all = [...filters, ...found];
  return { filters: all.filter((filter, index) => all.findIndex((other) => meaningOf(other) === meaningOf(filter)) === index), text: rest };
}

/** What a filter asks for, however it is written: `from:alice`, `From:@Alice` and `from:"alice"` are one. */
function meaningOf(part: string): string {
  const filter = filterOf(part);
  if (filter === null) return part;
  const { name, value, excluded } = filter;
  const sign = name === 'in' ? /^#/u : OF_PEOPLE.includes(name) ? /^@/u : /^(?!)/u;
  return JSON.stringify([name, excluded, value.replace(sign, '').toLowerCase().normalize('NFC')]);
}

/**
 * What to ask the server for. A filter that is being written counts once it is complete, or `isKnown` to be, and once it
 * `leadsNowhere`, so that the server says what is wrong; a quote that is open counts as closed.
 */
export function queryOf({ filters, text }: Asked, isKnown: (filter: Filter) => boolean, leadsNowhere: (filter: Filter) => boolean = () => false): string {
  const last = partsOf(text).at(-1);
  const begun = last !== undefined && last.end === text.length ? last : null;
  let asked = text;
  if (begun?.filter != null && !(isComplete(begun.filter) && isKnown(begun.filter)) && !leadsNowhere(begun.filter)) asked = text.slice(0, begun.start);
  else if (begun?.open === true && /["“„]\s*$/u.test(text)) asked = text.slice(0, begun.start);
  return wholeOf({ filters, text: asked });
}

/** All that is written, what the server will refuse, too: it says why. A quote that is open counts as closed. */
export function wholeOf({ filters, text }: Asked): string {
  const last = partsOf(text).at(-1);
  return formatQuery({ filters, text: last?.open === true ? `${text}"` : text });
}

/** The filter around the caret, or what could become the name of one. */
export type Begun = { start: number; end: number; excluded: boolean } & ({ filter: Filter } | { filter: null; word: string });

export function begunAt(text: string, caret: number): Begun | null {
  const part = partsOf(text).find(({ start, end }) => caret > start && caret <= end);
  if (part === undefined) return null;
  const { start, end, filter } = part;
  if (filter !== null) return { start, end, filter, excluded: filter.excluded };
  const [, minus = '', word] = /^(-?)([a-z]+)$/iu.exec(text.slice(start, end)) ?? [];
  return word === undefined ? null : { start, end, filter: null, word: word.toLowerCase(), excluded: minus !== '' };
}

/** A filter as it is written. */
export function written(name: FilterName, value: string, excluded = false): string {
  const plain = value.replaceAll('"', '');
  return `${excluded ? '-' : ''}${name}:${/\s/u.test(plain) ? `"${plain}"` : plain}`;
}

/** The text without the parts that are filters: what channels and people are looked up by. */
export function wordsOf(text: string): string {
  const words = partsOf(text).filter(({ filter }) => filter === null);
  return words.map(({ start, end }) => text.slice(start, end)).join(' ');
}

/** The text with a filter that does not exist under the name that was meant, or with `null` as the text that it is. */
export function mended(text: string, unknown: string, meant: string | null): string {
  const part = partsOf(text).find(({ start, end, filter }) => filter === null && text.slice(start, end).replace(/^-/, '').startsWith(`${unknown}:`));
  if (part === undefined) return text;
  const [, minus = '', rest = ''] = /^(-?)(.*)$/su.exec(text.slice(part.start, part.end)) ?? [];
  const by = meant === null ? `"${rest.replaceAll('"', '')}"` : `${meant}${rest.slice(unknown.length)}`;
  return `${text.slice(0, part.start)}${minus}${by}${text.slice(part.end)}`;
}
