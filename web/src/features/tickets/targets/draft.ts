// The target times as they are edited: what stands in the fields, and what that means to the server. Pure.

import type { TicketTarget, TicketTargets, WorkingHours } from '../../../core/session/ticket-targets';

export type Unit = 'minutes' | 'hours';

/** What stands in the fields of one target; empty for none. */
export interface Amount {
  value: string;
  unit: Unit;
}

export interface Draft {
  /** By team, empty for all, and priority. */
  amounts: Readonly<Record<string, Amount>>;
  /** `null` where all time counts. */
  hours: WorkingHours | null;
}

const NOTHING: Amount = { value: '', unit: 'hours' };
const KNOWN = ['urgent', 'high', 'medium', 'low'] as const;
/** A year. */
const LONGEST = 365 * 24 * 60;

const keyOf = (team: string, priority: string): string => `${team}\n${priority}`;

export function draftOf({ targets, hours }: TicketTargets): Draft {
  const amounts = targets.map(({ team, priority, minutes }) => [keyOf(team ?? '', priority), amountOf(minutes)] as const);
  return { amounts: Object.fromEntries(amounts), hours: hours ?? null };
}

export function amountOf(minutes: number): Amount {
  return minutes % 60 === 0 ? { value: String(minutes / 60), unit: 'hours' } : { value: String(minutes), unit: 'minutes' };
}

/** Orvale's priorities, and others that have a target. */
export function prioritiesIn({ amounts }: Draft): readonly string[] {
  const others = Object.keys(amounts).map((key) => key.slice(key.indexOf('\n') + 1));
  return [...new Set([...KNOWN, ...others])];
}

/** The teams that have targets of their own. */
export function teamsIn({ amounts }: Draft): readonly string[] {
  const teams = Object.entries(amounts).flatMap(([key, { value }]) => (value.trim() === '' ? [] : [key.slice(0, key.indexOf('\n'))]));
  return [...new Set(teams)].filter((team) => team !== '');
}

export function amountIn({ amounts }: Draft, team: string, priority: string): Amount {
  return amounts[keyOf(team, priority)] ?? NOTHING;
}

export function withAmount(draft: Draft, team: string, priority: string, amount: Amount): Draft {
  return { ...draft, amounts: { ...draft.amounts, [keyOf(team, priority)]: amount } };
}

/** In minutes: `null` for none, `NaN` for what is no length of time that a target can have. */
export function minutesOf({ value, unit }: Amount): number | null {
  const written = value.trim().replace(',', '.');
  if (written === '') return null;
  const minutes = Math.round(Number(written) * (unit === 'hours' ? 60 : 1));
  return minutes >= 1 && minutes <= LONGEST ? minutes : Number.NaN;
}

/** Where something is wrong: a target by its team and priority, or a day. */
export type Problem = { team: string; priority: string } | { day: number } | 'days';

/** The first mistake; `null` for none. */
export function problemIn({ amounts, hours }: Draft): Problem | null {
  const wrong = Object.entries(amounts).find(([, amount]) => Number.isNaN(minutesOf(amount)));
  if (wrong !== undefined) {
    const [key] = wrong;
    return { team: key.slice(0, key.indexOf('\n')), priority: key.slice(key.indexOf('\n') + 1) };
  }
  if (hours === null) return null;
  if (hours.days.length === 0) return 'days';
  const day = hours.days.find(({ from, to }) => from === '' || to === '' || from >= to);
  return day === undefined ? null : { day: day.day };
}

export function targetsOf({ amounts, hours }: Draft): TicketTargets {
  const targets = Object.entries(amounts).flatMap(([key, amount]): TicketTarget[] => {
    const [team, priority] = [key.slice(0, key.indexOf('\n')), key.slice(key.indexOf('\n') + 1)];
    const minutes = minutesOf(amount);
    return minutes === null ? [] : [{ priority, minutes, ...(team !== '' && { team }) }];
  });
  return { targets, ...(hours !== null && { hours }) };
}

/** Monday to Friday, in the user's time zone. */
export function usualHours(): WorkingHours {
  const days = [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' }));
  return { tz: Intl.DateTimeFormat().resolvedOptions().timeZone, days, holidays: [] };
}
