// Why something did not work, for people.

import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import type { Words } from './english';

/** Refused on purpose: the server's own sentence, which is in English, says more than the code. */
const EXPLAINED: ReadonlySet<ErrorCode> = new Set(['invalid', 'forbidden', 'conflict']);

export function reasonOf(thrown: unknown, words: Words): string {
  const { code, message } = asChatError(thrown);
  const own = words.errors[code];
  if (!EXPLAINED.has(code)) return own;
  return words.locale === 'en' ? message : `${own} (${message})`;
}
