import { expect, test } from 'vitest';

import { newClientId } from './clientId';

test('a client id is a UUID that begins with the time', () => {
  const ids = [1_760_000_000_000, 1_760_000_000_001].map(newClientId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(Array.from({ length: 100 }, () => newClientId(1))).size).toBe(100);
});
