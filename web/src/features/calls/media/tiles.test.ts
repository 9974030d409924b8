import { describe, expect, it } from 'vitest';

import { seenOf, tilingOf } from './tiles';

describe('the tiles of a call', () => {
  const spaces = [
    [1440, 800],
    [820, 900],
    [390, 700],
    [300, 170],
  ] as const;

  it('fit into any space, from 1 to 25, and are never thin', () => {
    for (const [width, height] of spaces) {
      for (let count = 1; count <= 25; count += 1) {
        const tile = tilingOf(count, width, height, 8);
        const rows = Math.ceil(count / tile.columns);
        expect(tile.columns * tile.width + (tile.columns - 1) * 8).toBeLessThanOrEqual(width);
        expect(rows * tile.height + (rows - 1) * 8).toBeLessThanOrEqual(height);
        expect(tile.width / tile.height).toBeGreaterThan(0.7);
        expect(tile.width / tile.height).toBeLessThan(1.9);
      }
    }
  });

  it('stand side by side where it is wide, and one above the other where it is tall', () => {
    expect(tilingOf(2, 1440, 600, 8).columns).toBe(2);
    // One above the other, they would be a little larger.
    expect(tilingOf(2, 1136, 712, 8).columns).toBe(2);
    expect(tilingOf(5, 1136, 712, 8).columns).toBe(3);
    expect(tilingOf(2, 390, 700, 8).columns).toBe(1);
    expect(tilingOf(9, 1440, 800, 8).columns).toBe(3);
  });

  it('are those of the first people and of whoever speaks', () => {
    const tiles = Array.from({ length: 30 }, (_, index) => ({ key: `u${index}|d` }));
    const keys = (speaker: string | null): string[] => seenOf(tiles, 25, speaker).map(({ key }) => key);
    const first = tiles.slice(0, 25).map(({ key }) => key);
    expect(keys(null)).toEqual(first);
    expect(keys('u3|d')).toEqual(first);
    expect(keys('u28|d')).toEqual([...first.slice(0, 24), 'u28|d']);
    expect(keys('gone|d')).toEqual(first);
    expect(seenOf(tiles.slice(0, 3), 25, 'u2|d')).toHaveLength(3);
  });
});
