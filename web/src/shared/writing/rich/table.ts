// Tables: as Markdown's, which messages show as tables.

import { inlineOf } from './inline';

/** Whether a table holds data. Mail and old pages use tables for their layout. */
export function isData(table: HTMLTableElement): boolean {
  if (table.getAttribute('role') === 'presentation' || table.querySelector('table, ul, ol, pre, blockquote, h1, h2, h3') !== null) return false;
  return widthOf(table) > 1;
}

export function tableOf(table: HTMLTableElement): string {
  const width = widthOf(table);
  const rows = [...table.rows].map((row) => cellsOf(row)).filter((cells) => cells.some((cell) => cell !== ''));
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${Array.from({ length: width }, (_, column) => cells[column] ?? '').join(' | ')} |`;
  const sides = Array.from({ length: width }, (_, column) => (isNumeric(body, column) ? '---:' : '---'));
  return [line(head), line(sides), ...body.map(line)].join('\n');
}

/** A cell over several columns leaves the others empty. */
function cellsOf(row: HTMLTableRowElement): string[] {
  return [...row.cells].flatMap((cell) => [wordsOf(cell), ...Array.from({ length: Math.min(cell.colSpan, 50) - 1 }, () => '')]);
}

function wordsOf(cell: HTMLElement): string {
  const paragraphs = [...cell.querySelectorAll('p, div')].filter((part) => part.querySelector('p, div') === null);
  const text = paragraphs.length > 0 ? paragraphs.map((part) => inlineOf(part.childNodes).trim()).join(' ') : inlineOf(cell.childNodes);
  return text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
}

function widthOf(table: HTMLTableElement): number {
  return Math.max(0, ...[...table.rows].map((row) => [...row.cells].reduce((sum, cell) => sum + Math.min(cell.colSpan, 50), 0)));
}

/** A number, in groups of three digits or in one, with a unit or without. No address, version or date, which have more points. */
const NUMBER = /^[-+−]?(?:\d{1,3}(?:[.,'’\s]\d{3})+|\d+)(?:[.,]\d+)?\s?(?:%|€|\$|EUR|kB|MB|GB|TB|ms|s|h)?$/;

/** Numbers stand at the right, where they can be compared. */
function isNumeric(rows: readonly (readonly string[])[], column: number): boolean {
  const filled = rows.map((cells) => cells[column] ?? '').filter((cell) => cell !== '');
  return filled.length > 0 && filled.every((cell) => NUMBER.test(cell));
}
