// Matching of names with what is typed of them. Pure: it never decides who is listed, or in which order.

import { fold } from './fold';

const LETTER = String.raw`\p{L}\p{N}\p{M}`;
const BETWEEN = new RegExp(`[^${LETTER}]+`, 'gu');

/** Names in the form in which they are searched: folded, with one kind of apostrophe and of hyphen, each on its own line. */
export function searchable(...names: readonly string[]): string {
  return names.map((name) => fold(name).replace(/[‘’ʼ`]/g, "'").replace(/[‐-–]/g, '-')).join('\n');
}

/**
 * Finds the searchable names of which a word begins with what is typed, which may go on into further words. A space that is
 * typed stands for whatever separates two words ("karl heinz" for "Karl-Heinz"); any other character stands for itself, so
 * that "@anna's" is not the beginning of "Anna Schmidt".
 */
export function begins(typed: string): RegExp {
  const pattern = searchable(typed).replace(BETWEEN, (run) => {
    const signs = [...run.replace(/ /g, '')].map((sign) => `${sign.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`)} ?`);
    return signs.length === 0 ? `[^${LETTER}\n]+` : `${run.startsWith(' ') ? ' ' : ''}${signs.join('')}`;
  });
  return new RegExp(`(?:^|[^${LETTER}])${pattern}`, 'mu');
}
