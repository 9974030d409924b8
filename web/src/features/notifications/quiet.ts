// Whether notifications are silent now. Only for what the page says of it: the server decides.

import type { Preferences, QuietHours } from '../../core/protocol/generated';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DAY_MS = 24 * 60 * 60_000;

export type Quiet = { because: 'dnd'; until: number } | { because: 'hours' } | null;

/** Why notifications are silent at the time `now`; `null` if they are not. */
export function quietAt(preferences: Preferences | null, now: number): Quiet {
  if (preferences === null) return null;
  const { dndUntil, quietHours, quietOffUntil } = preferences;
  if (dndUntil !== null && dndUntil > now) return { because: 'dnd', until: dndUntil };
  const inHours = quietHours !== null && (quietOffUntil ?? 0) <= now && includes(quietHours, now);
  return inHours ? { because: 'hours' } : null;
}

/** The days on which quiet hours begin, from 1 (Monday) to 7 (Sunday). */
export function daysOf({ days }: QuietHours): number[] {
  if (days === undefined) return [1, 2, 3, 4, 5, 6, 7];
  return days.map((day) => (typeof day === 'number' ? day || 7 : DAYS.indexOf(day.slice(0, 3).toLowerCase()) + 1)).toSorted();
}

/** True if they end on the day after that on which they begin. */
export function isOvernight({ from, to }: Pick<QuietHours, 'from' | 'to'>): boolean {
  return to <= from;
}

function includes(hours: QuietHours, now: number): boolean {
  const days = daysOf(hours);
  const today = wallClock(now, hours.tz);
  const began = days.includes(today.day) && today.time >= hours.from && (isOvernight(hours) || today.time < hours.to);
  const yesterday = wallClock(now - DAY_MS, hours.tz);
  return began || (isOvernight(hours) && days.includes(yesterday.day) && today.time < hours.to);
}

function wallClock(at: number, timeZone: string): { day: number; time: string } {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at);
    const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? '';
    return { day: DAYS.indexOf(part('weekday').toLowerCase()) + 1, time: `${part('hour')}:${part('minute')}` };
  } catch {
    // A zone that this browser does not know.
    return { day: 0, time: '' };
  }
}
