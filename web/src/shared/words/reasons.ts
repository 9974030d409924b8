// Why something did not work, for people. The server's sentences are in English: what they say of a field is
// said in the page's own words, and others only where the page has the same sentence.

import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import type { Words } from './english';

/** Refused on purpose: the server's sentence says more than the code. */
const EXPLAINED: ReadonlySet<ErrorCode> = new Set(['invalid', 'forbidden', 'conflict', 'too_large']);

/** The fields that people fill in, by their names on the wire. */
export type Field = 'message' | 'name' | 'description' | 'statusMessage' | 'emoji' | 'title' | 'ticket description' | 'comment' | 'reason' | 'notes';

const ABOUT_FIELD = /^(?:body: )?`?(message|name|description|statusMessage|emoji|title|ticket description|comment|reason|notes)`? (?:is (empty)|is longer than (\d+) characters|contains the character (U\+[\dA-F]+)|must (.+))/;

export function reasonOf(thrown: unknown, words: Words): string {
  const { code, message } = asChatError(thrown);
  const own = words.errors[code];
  if (!EXPLAINED.has(code)) return own;
  return ofField(message, words) ?? translated(message, words) ?? own;
}

function ofField(message: string, { refusals }: Words): string | null {
  const [whole, name, empty, most, character, rule] = ABOUT_FIELD.exec(message) ?? [];
  if (whole === undefined) return null;
  const field = refusals.fields[name as Field];
  if (empty !== undefined) return refusals.empty(field);
  if (most !== undefined) return refusals.tooLong(field, Number(most));
  if (character !== undefined) return refusals.character(field, character);
  return refusals.form(field, rule ?? '');
}

function translated(message: string, { refusals }: Words): string | null {
  const [pattern, text] = refusals.sentences.find(([known]) => known.test(message)) ?? [];
  if (pattern === undefined || text === undefined) return null;
  return typeof text === 'string' ? message.replace(pattern, text) : message.replace(pattern, text);
}
