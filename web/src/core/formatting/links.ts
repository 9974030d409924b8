// Which addresses may become links.

import type { Inline } from './tree';

const ALLOWED = new Set(['http:', 'https:', 'mailto:']);
const WRITTEN_OUT = /^(https?:\/\/|mailto:)/i;
const LONGEST = 2000;
/** A link's words, and the beginning of its address. */
const WORDS = /\[([^[\]\n\uFFFF]+)\]\(\s*/y;
/** An address may hold brackets this deep. */
const DEEPEST = 32;

/** The address if it is one to click on, else `null`: `javascript:` and its kin stay text. */
export function safeHref(address: string): string | null {
  if (address.length > LONGEST || !WRITTEN_OUT.test(address)) return null;
  try {
    const url = new URL(address);
    return ALLOWED.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The written link `[words](address)` at a position. */
export function linkAt(source: string, at: number): { node: Inline; end: number } | null {
  WORDS.lastIndex = at;
  const [begun, text] = WORDS.exec(source) ?? [];
  if (begun === undefined || text === undefined) return null;
  const start = at + begun.length;
  const end = addressEnd(source, start);
  const closing = /^\s*\)/.exec(source.slice(end, end + 4));
  const href = closing === null ? null : safeHref(source.slice(start, end));
  return href === null || closing === null ? null : { node: { kind: 'link', href, text }, end: end + closing[0].length };
}

/** Where an address ends: at white space, or at the bracket that was not opened in it. */
function addressEnd(source: string, start: number): number {
  let depth = 0;
  let end = start;
  for (; end < source.length && end - start <= LONGEST; end += 1) {
    const character = source.charAt(end);
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (depth < 0 || depth > DEEPEST || /[\s\uFFFF]/.test(character)) break;
  }
  return end;
}

/** Leaves out punctuation that ends the sentence rather than the bare address. */
export function trimAddress(address: string): string {
  let surplus = count(address, ')') - count(address, '(');
  let end = address.length;
  while (end > 0) {
    const last = address.charAt(end - 1);
    // A bracket belongs to the address when it was opened there.
    if (last === ')' && surplus <= 0) break;
    if (!/[.,;:!?'‘’‚")\]}*_~]/.test(last)) break;
    if (last === ')') surplus -= 1;
    end -= 1;
  }
  return address.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
