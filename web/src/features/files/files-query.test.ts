import { expect, it } from 'vitest';

import { ALL_FILES, isFiltered, queryOf } from './files-query';

const NOW = new Date(2026, 2, 5, 1);

it.each([
  [ALL_FILES, 'has:file in:id:12'],
  [{ ...ALL_FILES, kind: 'image' }, 'has:image in:id:12'],
  [{ ...ALL_FILES, from: 'bob', since: 'week' }, 'has:file in:id:12 from:"bob" after:2026-02-26'],
  [{ ...ALL_FILES, text: ' plan  v2.pdf ' }, 'has:file in:id:12 plan v2.pdf'],
  [{ ...ALL_FILES, text: 'from:bob -x "a b' }, 'has:file in:id:12 "from:bob" "-x" a b'],
] as const)('lists files by a search: %j', (filter, query) => {
  expect(queryOf(12, filter, NOW)).toBe(query);
});

it('knows when nothing is left out', () => {
  expect(isFiltered(ALL_FILES)).toBe(false);
  expect(isFiltered({ ...ALL_FILES, text: ' ' })).toBe(false);
  expect(isFiltered({ ...ALL_FILES, since: 'year' })).toBe(true);
});
