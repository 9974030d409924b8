// Which messages answer a search, and which of their words do. Pure.

import { plainText } from '../../core/formatting/plain';
import type { Message } from '../../core/protocol/generated';

/** How much stands before the first word found, at most. */
const LEAD = 60;
const MOST_LETTERS = 300;

/** Messages that hold every word of the query, the latest first. */
export function search(messages: readonly Message[], query: string): Message[] {
  const wanted = patternsOf(query).map((word) => new RegExp(word, 'iu'));
  if (wanted.length === 0) return [];
  return messages
    .filter(({ text, type, deletedAt }) => type !== 'system' && deletedAt === null && wanted.every((word) => word.test(text)))
    .toReversed();
}

/** A message's text from near the first word found; every second piece is a word found. */
export function piecesOf(text: string, query: string): string[] {
  const wanted = patternsOf(query);
  const plain = plainText(text);
  // What stands far back, or in the marks of formatting, is in the text as it was written alone.
  const inPlain = wanted.every((word) => new RegExp(word, 'iu').test(plain));
  const any = new RegExp(`(${wanted.join('|')})`, 'giu');
  return excerpt(inPlain ? plain : text.replace(/\s+/g, ' '), any).split(any);
}

function excerpt(text: string, any: RegExp): string {
  const found = text.search(any);
  if (found <= LEAD) return text.slice(0, MOST_LETTERS);
  const wordStart = text.indexOf(' ', found - LEAD) + 1;
  const start = wordStart > 0 && wordStart <= found ? wordStart : found;
  return `… ${text.slice(start, start + MOST_LETTERS)}`;
}

/** Longer words first: of two that begin alike the longer one is marked. */
function patternsOf(query: string): string[] {
  const words = query.split(/\s+/).filter(Boolean);
  return words.toSorted((one, other) => other.length - one.length).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
}
