// After which time a status message clears itself. Pure: `now` is given.

export const CLEAR_AFTER = ['never', 'halfHour', 'hour', 'fourHours', 'today', 'week'] as const;
export type ClearAfter = (typeof CLEAR_AFTER)[number];

const MINUTE = 60_000;
const MONDAY = 1;

/** `undefined` for a message that stays; days and weeks end by the clock of this device. */
export function clearedAt(after: ClearAfter, now: number): number | undefined {
  switch (after) {
    case 'halfHour':
      return now + 30 * MINUTE;
    case 'hour':
      return now + 60 * MINUTE;
    case 'fourHours':
      return now + 240 * MINUTE;
    case 'today':
      return midnight(now, 1);
    case 'week':
      return midnight(now, (MONDAY - new Date(now).getDay() + 6) % 7 + 1);
    default:
      return undefined;
  }
}

function midnight(now: number, days: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}
