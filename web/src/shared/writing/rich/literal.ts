// Signs that are only text: those that Markdown would take for formatting get a backslash before them. What reads Markdown says
// which these are, so that paths, addresses and names within a word stay as they are. Pure.

import { parseInline } from '../../../core/formatting/inline';
import type { Inline } from '../../../core/formatting/tree';
import type { Mark } from './marks';

/** A piece of a line, and the marks around it. */
export interface Piece {
  text: string;
  marks: readonly Mark[];
  /** True for one that is Markdown already. */
  isMarkdown?: boolean;
}

const SIGNS = /[*_]+|`+|~~+|\\{2,}|\\(?=[`*_@#[~])|\[/g;
/** Of more signs in one line, all are escaped. */
const MOST_TRIED = 80;
/** How often each sign is tried, as long as something changes. */
const ROUNDS = 3;
/** What would begin a block of code. */
const FENCE = /^( {0,3})(?=(?:`{3,}|~{3,})\s*[\w+#.-]{0,30}\s*$)/gm;
const BITS: Readonly<Record<string, number>> = { '**': 1, '*': 2, '~~': 4, '`': 8, bold: 1, italic: 2, strike: 4 };

/** The pieces as `join` puts them together, with backslashes where the result would otherwise not read as they do. */
export function literally(pieces: readonly Piece[], join: (pieces: readonly Piece[]) => string): string {
  const wanted = pieces.map(shownOf).join('');
  const count = pieces.reduce((sum, piece) => sum + signsOf(piece), 0);
  const written = (needed: (sign: number) => boolean): string => join(escaped(pieces, needed));
  const read = (needed: (sign: number) => boolean): string => shown(parseInline(written(needed)), 0);
  return written(count > MOST_TRIED ? () => true : neededOf(count, wanted, read)).replace(FENCE, '$1\\');
}

/** A plain text whose signs are shown as they are; the same text where they are so anyway, or where there are very many, as in a log. */
export function literalText(text: string): string {
  const block = (words: string): string => (signsOf({ text: words, marks: [] }) > MOST_TRIED ? words : literally([{ text: words, marks: [] }], (pieces) => pieces.map((piece) => piece.text).join('')));
  return text.split(/(\n\s*\n)/).map(block).join('');
}

type Read = (needed: (sign: number) => boolean) => string;

/** The signs that need a backslash: those without which less of the text reads as wanted. Some show it, as in a path. */
function neededOf(count: number, wanted: string, read: Read): (sign: number) => boolean {
  let found = { needed: new Set<number>(), right: count === 0 || read(() => false) === wanted };
  const signs = Array.from({ length: count }, (_, index) => count - 1 - index);
  // What one shows depends on the others, and so on which is tried first.
  for (const order of [signs, signs.toReversed()]) if (!found.right) found = triedIn(order, wanted, read);
  return (sign) => found.needed.has(sign);
}

/** Begins with a backslash before each, and takes them away where that does not harm. */
function triedIn(signs: readonly number[], wanted: string, read: Read): { needed: Set<number>; right: boolean } {
  const needed = new Set(signs);
  /** How much reads as wanted once one sign more has a backslash, or one fewer. */
  const extent = (changed?: number): number => {
    const text = read((sign) => needed.has(sign) !== (sign === changed));
    return text === wanted ? Infinity : sameStart(text, wanted) + sameEnd(text, wanted) - Math.abs(text.length - wanted.length);
  };
  let most = extent();
  let changed = true;
  for (let round = 0; changed && round < ROUNDS; round += 1) {
    changed = false;
    for (const sign of signs) {
      const other = extent(sign);
      if (other < most || (other === most && (most < Infinity || !needed.has(sign)))) continue;
      if (!needed.delete(sign)) needed.add(sign);
      most = other;
      changed = true;
    }
  }
  return { needed, right: most === Infinity };
}

function sameStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function sameEnd(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.at(-1 - at) === other.at(-1 - at)) at += 1;
  return at;
}

function signsOf({ text, marks, isMarkdown }: Piece): number {
  return isMarkdown === true || marks.includes('`') ? 0 : [...text.matchAll(SIGNS)].length;
}

function escaped(pieces: readonly Piece[], needed: (sign: number) => boolean): Piece[] {
  let sign = -1;
  return pieces.map((piece) => {
    if (signsOf(piece) === 0) return piece;
    const text = piece.text.replace(SIGNS, (run) => {
      sign += 1;
      if (!needed(sign)) return run;
      return run.startsWith('~') ? `\\${run}` : run.replace(/./g, String.raw`\$&`);
    });
    return { ...piece, text };
  });
}

/** What is to be read: each character with its marks. */
function shownOf({ text, marks, isMarkdown }: Piece): string {
  const bits = marks.includes('`') ? 8 : marks.reduce((sum, mark) => sum + (BITS[mark] ?? 0), 0);
  return isMarkdown === true ? shown(parseInline(text), bits) : withBits(text, bits);
}

function shown(nodes: readonly Inline[], bits: number): string {
  return nodes
    .map((node) => {
      if ('children' in node) return shown(node.children, bits | (BITS[node.kind] ?? 0));
      if (node.kind === 'code') return withBits(node.text, 8);
      if (node.kind === 'channel') return withBits(`#${node.name}`, bits);
      return node.kind === 'break' ? '' : withBits(node.text, bits);
    })
    .join('');
}

/** White space has no marks that could be seen. */
function withBits(text: string, bits: number): string {
  return Array.from(text.replace(/\s+/g, ''), (letter) => `${letter}${bits} `).join('');
}
