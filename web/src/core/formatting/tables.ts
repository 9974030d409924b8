// Tables, as GitHub writes them: a row of names, a row of dashes, then rows of cells. Apart from the other
// blocks, so that the widget fetches it with the first table only.

import type { Inline } from './tree';

/** At which side the cells of a column stand, where their table says so. */
export type Side = 'left' | 'center' | 'right' | undefined;

export interface Table {
  kind: 'table';
  sides: Side[];
  head: Inline[][];
  rows: Inline[][][];
  /** How many lines it takes. */
  lines: number;
}

const DASHES = /^\s{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*$/;
const MOST_COLUMNS = 60;

/** The table that begins at a line; `null` for none. What a row has more than the first one is left out, as on GitHub. */
export function readTable(lines: readonly string[], at: number, inline: (cell: string) => Inline[]): Table | null {
  const [names = '', dashes = ''] = [lines[at], lines[at + 1]];
  if (!names.includes('|') || !dashes.includes('|') || !DASHES.test(dashes)) return null;
  const head = cellsOf(names);
  const sides = cellsOf(dashes).map(sideOf);
  if (head.length !== sides.length || head.length > MOST_COLUMNS) return null;
  const rows: string[][] = [];
  for (let row = at + 2; lines[row]?.includes('|'); row += 1) {
    const cells = cellsOf(lines[row] ?? '');
    rows.push(head.map((_, column) => cells[column] ?? ''));
  }
  return { kind: 'table', sides, head: head.map(inline), rows: rows.map((cells) => cells.map(inline)), lines: rows.length + 2 };
}

/** A bar within a cell has a backslash before it. */
function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function sideOf(dashes: string): Side {
  const right = dashes.endsWith(':');
  if (dashes.startsWith(':')) return right ? 'center' : 'left';
  return right ? 'right' : undefined;
}
