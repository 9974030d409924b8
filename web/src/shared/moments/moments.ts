// Times to come, by the reader's own clock. Pure: `now` is given.

export interface Moment {
  name: 'in20Minutes' | 'in1Hour' | 'tomorrow' | 'nextWeek';
  at: number;
}

const MINUTE = 60_000;
const MORNING = 9;
const MONDAY = 1;

export const YEAR_MS = 365 * 24 * 60 * MINUTE;
/** The most that something can be put off, and no more than the server takes. */
export const FURTHEST_MS = YEAR_MS - MINUTE;

export function in20Minutes(now: number): Moment {
  return { name: 'in20Minutes', at: now + 20 * MINUTE };
}

export function in1Hour(now: number): Moment {
  return { name: 'in1Hour', at: now + 60 * MINUTE };
}

/** Tomorrow at 9:00. */
export function tomorrow(now: number): Moment {
  return { name: 'tomorrow', at: morning(now, 1) };
}

/** The next Monday at 9:00; on a Monday, that of the next week. */
export function nextMonday(now: number): Moment {
  const day = new Date(now).getDay();
  return { name: 'nextWeek', at: morning(now, (MONDAY - day + 6) % 7 + 1) };
}

function morning(now: number, days: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, MORNING).getTime();
}

/** A time as the fields of a form hold it: `2026-11-27` and `09:00`. */
export function fieldsOf(at: number): { date: string; time: string } {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return {
    date: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    time: `${two(date.getHours())}:${two(date.getMinutes())}`,
  };
}

/** `null` where a field is empty. */
export function timeIn(date: string, time: string): number | null {
  const at = new Date(`${date}T${time}`).getTime();
  return Number.isNaN(at) ? null : at;
}
