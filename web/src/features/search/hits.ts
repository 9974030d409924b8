// What is shown of a message that was found. Pure.

import { plainText, type Naming } from '../../core/formatting/plain';
import type { Mention } from '../../core/protocol/generated';

/** How much stands before the first word found, at most. */
const LEAD = 60;
const MOST_LETTERS = 300;

/** A message's text from near the first word found; every second piece is a word found. `found` are the words as the message has them. */
export function piecesOf(text: string, found: readonly string[], mentions: readonly Mention[] = [], nameOf?: Naming): string[] {
  const raw = text.replace(/\s+/g, ' ').trim();
  const wanted = found.map((word) => word.replace(/\s+/g, ' ')).filter((word) => word.trim() !== '');
  const has = (whole: string, word: string): boolean => whole.toLowerCase().includes(word.toLowerCase());
  // As it is read; a user name is in a mention as it was written, and what stands far back, or in the marks of
  // formatting, in the whole text alone.
  const shown = [plainText(text, mentions, nameOf), plainText(text)].find((plain) => wanted.every((word) => has(plain, word))) ?? raw;
  // An edit may have taken away what was found.
  const there = wanted.filter((word) => has(shown, word)).toSorted((one, other) => other.length - one.length);
  if (there.length === 0) return [cut(shown, 0)];
  // The name of a mention has other capitals than the user name that was found.
  const any = new RegExp(`(${there.map(escaped).join('|')})`, 'giu');
  return excerpt(shown, any).split(any);
}

function excerpt(text: string, any: RegExp): string {
  const found = text.search(any);
  if (found <= LEAD) return cut(text, 0);
  const wordStart = text.indexOf(' ', found - LEAD) + 1;
  return `… ${cut(text, wordStart > 0 && wordStart <= found ? wordStart : found)}`;
}

/** Never within a letter of two halves. */
function cut(text: string, start: number): string {
  return text.slice(start, start + MOST_LETTERS).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
