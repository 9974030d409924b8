import { describe, expect, it } from 'vitest';

import type { Preferences } from '../../core/protocol/generated';
import { preferencesOf } from '../../../tests/fakes/samples';
import { daysOf, quietAt } from './quiet';

const at = (time: string): number => Date.parse(time);
const berlin: Preferences = preferencesOf({ quietHours: { from: '22:00', to: '06:00', tz: 'Europe/Berlin' } });

describe('notifications', () => {
  it('are silent until do not disturb ends', () => {
    expect(quietAt(null, 5)).toBeNull();
    expect(quietAt(preferencesOf(), 5)).toBeNull();
    expect(quietAt(preferencesOf({ dndUntil: 6 }), 5)).toEqual({ because: 'dnd', until: 6 });
    expect(quietAt(preferencesOf({ dndUntil: 5 }), 5)).toBeNull();
  });

  it('are silent in quiet hours on the wall clock of their zone, over midnight and in summer and winter', () => {
    const silent = (time: string): boolean => quietAt(berlin, at(time)) !== null;
    // In July Berlin is two hours ahead of UTC, in January one.
    expect(['19:59', '20:00', '03:59', '04:00'].map((time) => silent(`2026-07-14T${time}Z`))).toEqual([false, true, true, false]);
    expect(['20:59', '21:00', '04:59', '05:00'].map((time) => silent(`2026-01-14T${time}Z`))).toEqual([false, true, true, false]);
  });

  it('are silent only after the days on which quiet hours begin', () => {
    const friday = preferencesOf({ quietHours: { from: '22:00', to: '06:00', days: ['fri'], tz: 'UTC' } });
    const silent = (time: string): boolean => quietAt(friday, at(time)) !== null;
    // 17 July 2026 was a Friday.
    expect([silent('2026-07-17T05:00Z'), silent('2026-07-17T23:00Z'), silent('2026-07-18T05:00Z'), silent('2026-07-18T23:00Z')]).toEqual([false, true, true, false]);
  });

  it('are not silent in quiet hours that were ended by hand', () => {
    const now = at('2026-07-14T23:00Z');
    expect(quietAt({ ...berlin, quietOffUntil: now + 1 }, now)).toBeNull();
    expect(quietAt({ ...berlin, quietOffUntil: now }, now)).toEqual({ because: 'hours' });
  });

  it('take days by number and by name', () => {
    expect(daysOf({ from: '', to: '', tz: '', days: [0, 1, 'wednesday'] })).toEqual([1, 3, 7]);
    expect(daysOf({ from: '', to: '', tz: '' })).toHaveLength(7);
  });
});
