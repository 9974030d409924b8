// Days of this device as searches write them, and those that are offered. Pure.

import type { SearchWords } from './pane-words';
import { written, type FilterName } from './query';

interface Choice {
  label: string;
  /** The filter as it is written, which may be another one than was begun. */
  insert: string;
}

/** `YYYY-MM-DD` of a time. */
export function dayOf(at: number): string {
  const day = new Date(at);
  return `${monthOf(day)}-${two(day.getDate())}`;
}

function monthOf(day: Date): string {
  return `${String(day.getFullYear()).padStart(4, '0')}-${two(day.getMonth() + 1)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** What is offered after the name of a filter with a date. */
export function datesFor(name: FilterName, now: number, excluded: boolean, { search }: SearchWords): Choice[] {
  const today = new Date(now);
  const back = (days: number): string => dayOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - days).getTime());
  const month = (offset: number): string => monthOf(new Date(today.getFullYear(), today.getMonth() + offset, 1));
  const year = String(today.getFullYear());
  const choice = (label: string, value: string, of = name): Choice => ({ label, insert: written(of, value, excluded) });
  const days = [choice(search.today, back(0)), choice(search.yesterday, back(1))];
  const months = [choice(search.thisMonth, month(0), 'during'), choice(search.lastMonth, month(-1), 'during')];
  if (name === 'during') return [...months, choice(search.thisYear, year), choice(search.lastYear, String(today.getFullYear() - 1))];
  if (name === 'on') return [...days, choice(search.lastDays(7), back(7), 'after'), choice(search.lastDays(30), back(30), 'after'), ...months];
  return [...days, choice(search.thisMonth, month(0)), choice(search.thisYear, year)];
}
