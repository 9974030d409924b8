// Formatting of whole lines: lists, quotes and code. Pure.

import type { Marked } from './marks';

export type LineFormat = 'bullets' | 'numbers' | 'quote';

/** What stands before a line of each kind. */
const SIGNS: Record<LineFormat, RegExp> = { bullets: /^(\s*)[-*] /, numbers: /^(\s*)\d+[.)] /, quote: /^()> ?/ };

/** Makes the lines of the selection a list or a quote, or plain again where all of them are one already. */
export function toggleLines(text: string, start: number, end: number, format: LineFormat): Marked {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', end) === -1 ? text.length : text.indexOf('\n', end);
  const lines = text.slice(from, to).split('\n');
  const full = lines.filter((line) => line.trim() !== '');
  const undo = full.length > 0 && full.every((line) => SIGNS[format].test(line));
  let number = 0;
  const changed = lines.map((line) => {
    if (line.trim() === '' && lines.length > 1) return line;
    number += 1;
    return undo ? line.replace(SIGNS[format], '$1') : withSign(line, format, number);
  });
  const block = changed.join('\n');
  const next = text.slice(0, from) + block + text.slice(to);
  // A caret stays in its place in the line, a selection takes in the lines.
  const caret = Math.max(from, start + block.length - (to - from));
  return start === end ? { text: next, start: caret, end: caret } : { text: next, start: from, end: from + block.length };
}

/** A list in a quote is both; one kind of list takes the place of the other. */
function withSign(line: string, format: LineFormat, number: number): string {
  if (format === 'quote') return `> ${line}`;
  const plain = line.replace(SIGNS.bullets, '$1').replace(SIGNS.numbers, '$1');
  return plain.replace(/^\s*/, (indent) => `${indent}${format === 'bullets' ? '-' : `${number}.`} `);
}

/** Puts the lines of the selection between fences, or makes room for code between them. */
export function fence(text: string, start: number, end: number): Marked {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const selected = text.slice(start, end);
  // Fences stand on lines of their own, and are longer than any within.
  const longest = Math.max(2, ...[...selected.matchAll(/`+/g)].map(([run]) => run.length));
  const sign = '`'.repeat(longest + 1);
  const head = `${before === '' || before.endsWith('\n') ? '' : '\n'}${sign}\n`;
  const tail = `\n${sign}${after === '' || after.startsWith('\n') ? '' : '\n'}`;
  const at = start + head.length;
  return { text: before + head + selected + tail + after, start: at, end: at + selected.length };
}
