// Which command somebody meant who wrote another one.

/** The name that differs least from what was written; `null` where none comes near. */
export function nearest(written: string, names: readonly string[]): string | null {
  const ranked = names
    .map((name) => ({ name, distance: name.startsWith(written) && written.length > 1 ? 0.5 : distance(written, name) }))
    .toSorted((one, other) => one.distance - other.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= (written.length > 4 ? 2 : 1) ? best.name : null;
}

/** How many letters must be put in, left out, replaced or swapped with their neighbour. */
function distance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + same, swapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Infinity);
    }
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
