// How tiles fill a space: as large as possible, all of one size, and of a shape that pictures have. Pure.

export interface Tiling {
  columns: number;
  width: number;
  height: number;
}

/** The shapes of tiles, with what their area counts for: a picture is cut off in those that no camera has. */
const SHAPES = [
  { aspect: 16 / 9, worth: 1 },
  { aspect: 4 / 3, worth: 0.9 },
  { aspect: 1, worth: 0.55 },
  { aspect: 3 / 4, worth: 0.5 },
] as const;

/** How much more tiles are worth that lie in the space as it lies: people look for each other side by side. */
const ALONG = 1.12;

export function tilingOf(count: number, width: number, height: number, gap: number): Tiling {
  let best: Tiling = { columns: 1, width: 0, height: 0 };
  let bestWorth = 0;
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const along = width > height ? columns >= rows : columns <= rows;
    const [wide, tall] = [(width - gap * (columns - 1)) / columns, (height - gap * (rows - 1)) / rows];
    for (const { aspect, worth } of SHAPES) {
      const fitted = Math.max(0, Math.min(wide, tall * aspect));
      const area = fitted * (fitted / aspect) * worth * (along ? ALONG : 1);
      if (area <= bestWorth) continue;
      bestWorth = area;
      best = { columns, width: Math.floor(fitted), height: Math.floor(fitted / aspect) };
    }
  }
  return best;
}

/** As many of the tiles as are seen at once; the one of the speaker, who has none of these, takes the place of the last. */
export function seenOf<T extends { key: string }>(tiles: readonly T[], most: number, speaker: string | null): readonly T[] {
  const seen = tiles.slice(0, most);
  const hidden = tiles.slice(most).find(({ key }) => key === speaker);
  return hidden === undefined ? seen : [...seen.slice(0, -1), hidden];
}
