import { expect, it } from 'vitest';

import { waveformOf } from './recorder';

it('keeps the loudest of each part of a long recording, and each level of a short one', () => {
  expect(waveformOf([0, 0.5, 1])).toEqual([0, 50, 100]);
  const long = waveformOf(Array.from({ length: 6000 }, (_, index) => (index === 3000 ? 1 : 0.1)));
  expect(long).toHaveLength(60);
  expect(long.filter((level) => level === 100)).toHaveLength(1);
  expect(long[30]).toBe(100);
});
