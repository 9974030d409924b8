// Marks keep to the picture, however the tile is shaped.

import { describe, expect, it } from 'vitest';

import { arrowPath, fitted, linePath, placed, pointAt } from './shapes';

const WIDE = 2;
const line = (points: number[]) => ({ user: 'bob', id: '1', tool: 'pen' as const, color: 'red' as const, points });

describe('the place of a picture', () => {
  it('is the middle of a box with another aspect', () => {
    expect(fitted({ left: 10, top: 20, width: 400, height: 400 }, WIDE)).toEqual({ left: 10, top: 120, width: 400, height: 200 });
    expect(fitted({ left: 0, top: 0, width: 800, height: 200 }, WIDE)).toEqual({ left: 200, top: 0, width: 400, height: 200 });
  });

  it('gives the same point in every box', () => {
    expect(pointAt({ left: 10, top: 20, width: 400, height: 400 }, WIDE, 110, 170)).toEqual([2500, 2500]);
    expect(pointAt({ left: 0, top: 0, width: 800, height: 200 }, WIDE, 300, 50)).toEqual([2500, 2500]);
  });

  it('has no points beside it', () => {
    const box = { left: 0, top: 0, width: 400, height: 400 };
    expect(pointAt(box, WIDE, -50, 0)).toEqual([0, 0]);
    expect(pointAt(box, WIDE, 500, 390)).toEqual([10_000, 10_000]);
    expect(pointAt({ left: 0, top: 0, width: 0, height: 0 }, WIDE, 5, 5)).toEqual([0, 0]);
  });

  it('is a thousand high', () => {
    expect(placed(5000, 5000, WIDE)).toEqual([1000, 500]);
  });
});

describe('lines', () => {
  it('go through their points, and a single point is a dot', () => {
    expect(linePath(line([0, 0]), WIDE)).toBe('M0 0h0.1');
    expect(linePath(line([0, 0, 10_000, 10_000]), WIDE)).toBe('M0 0L2000 1000');
    expect(linePath(line([0, 0, 5000, 0, 10_000, 10_000]), WIDE)).toBe('M0 0Q1000 0 1500 500L2000 1000');
    expect(linePath(line([]), WIDE)).toBe('');
  });

  it('of arrows end in a head', () => {
    const path = arrowPath(line([0, 5000, 5000, 5000]), WIDE);
    expect(path).toBe('M0 500L1000 500M970.2 483.7L1000 500L970.2 516.3');
    expect(arrowPath(line([0, 0]), WIDE)).toBe('');
  });
});
