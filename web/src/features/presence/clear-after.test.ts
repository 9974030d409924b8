import { describe, expect, it } from 'vitest';

import { clearedAt } from './clear-after';

describe('a status message', () => {
  it.each([
    ['2026-11-28T10:00', 'never', undefined],
    ['2026-11-28T10:00', 'halfHour', '2026-11-28T10:30'],
    ['2026-11-28T10:00', 'hour', '2026-11-28T11:00'],
    ['2026-11-28T22:00', 'fourHours', '2026-11-29T02:00'],
    ['2026-11-28T10:00', 'today', '2026-11-29T00:00'],
    // Saturday, Sunday and Monday.
    ['2026-11-28T10:00', 'week', '2026-11-30T00:00'],
    ['2026-11-29T23:59', 'week', '2026-11-30T00:00'],
    ['2026-11-30T00:00', 'week', '2026-12-07T00:00'],
  ] as const)('that is set at %s and cleared by %s ends at %s', (now, after, end) => {
    expect(clearedAt(after, new Date(now).getTime())).toBe(end && new Date(end).getTime());
  });
});
