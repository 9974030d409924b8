import { describe, expect, it } from 'vitest';

import { fieldsOf, nextMonday, timeIn, tomorrow } from './moments';

const at = (date: string): number => new Date(date).getTime();

describe('times to come', () => {
  it('are in the morning of another day', () => {
    expect(tomorrow(at('2026-11-27T23:59')).at).toBe(at('2026-11-28T09:00'));
    expect(tomorrow(at('2026-12-31T08:00')).at).toBe(at('2027-01-01T09:00'));
    expect(nextMonday(at('2026-11-27T12:00')).at).toBe(at('2026-11-30T09:00'));
    expect(nextMonday(at('2026-11-29T12:00')).at).toBe(at('2026-11-30T09:00'));
    expect(nextMonday(at('2026-11-30T08:00')).at).toBe(at('2026-12-07T09:00'));
  });

  it('are the same in the fields of a form', () => {
    expect(fieldsOf(at('2026-01-02T03:04'))).toEqual({ date: '2026-01-02', time: '03:04' });
    expect(timeIn('2026-01-02', '03:04')).toBe(at('2026-01-02T03:04'));
    expect(timeIn('', '03:04')).toBeNull();
    expect(timeIn('2026-01-02', '')).toBeNull();
  });
});
