// Reads a table of values with separators between them, as spreadsheets write them. Pure.

const SEPARATORS = [',', ';', '\t', '|'] as const;
/** No wider table is shown. */
const MOST_COLUMNS = 50;

export function isSheet({ name, mimeType }: { name: string; mimeType: string }): boolean {
  return /^text\/(?:csv|tab-separated-values)$/.test(mimeType) || /\.(?:csv|tsv)$/i.test(name);
}

/** The rows of a text that may be cut anywhere; `null` for one that is no table. A quote in a quoted value is doubled. */
export function rowsOf(text: string): string[][] | null {
  const separator = separatorOf(text);
  if (separator === null) return null;
  const rows: string[][] = [];
  let row: string[] = [];
  // A value with its separator or the end of its line; in quotes it may have both.
  const values = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n][^${separator}\\r\\n]*)|)(${separator === '|' ? '\\|' : separator}|\\r?\\n|\\r|$)`, 'gu');
  for (const [, quoted, plain = '', end = ''] of text.matchAll(values)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === separator) continue;
    if (row.length > 1 || row[0] !== '') rows.push(row.slice(0, MOST_COLUMNS));
    row = [];
  }
  return rows.length === 0 ? null : rows;
}

/** The one that the first line has most of. */
function separatorOf(text: string): string | null {
  const [line = ''] = text.split(/\r?\n|\r/u, 1);
  const outside = line.replaceAll(/"(?:[^"]|"")*"/gu, '');
  const counts = SEPARATORS.map((separator) => [separator, outside.split(separator).length - 1] as const);
  const [best] = counts.toSorted(([, one], [, other]) => other - one);
  return best === undefined || best[1] === 0 ? null : best[0];
}
