// The days of a month, to choose one: by mouse, or by keyboard as in other calendars.

import { mdiChevronLeft, mdiChevronRight } from '@mdi/js';
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';

import { regionalLocale } from '../words/times';
import { IconButton } from './Button';
import styles from './Calendar.module.css';
import { useWords } from './words';
import { Icon } from './Icon';

interface CalendarProps {
  /** A time on the day to begin at. */
  at: number;
  /** A time on the first day that can be chosen; without it there is none. */
  first?: number | undefined;
  /** A time on the last one. */
  last: number;
  /** True to take the focus when it appears. */
  takesFocus?: boolean;
  /** Gets the start of the day that was chosen. */
  onPick(start: number): void;
}

export function Calendar({ at, first, last, takesFocus = false, onPick }: CalendarProps) {
  const { locale: language, calendar } = useWords();
  const locale = regionalLocale(language);
  const [lowest, highest] = [first === undefined ? new Date(1970, 0, 1) : startOf(first), startOf(last)];
  const clamped = (day: Date): Date => (day < lowest ? lowest : day > highest ? highest : day);
  const [day, setDay] = useState(() => clamped(startOf(at)));
  // Nothing takes the focus by being shown, but by being gone to.
  const [walks, setWalks] = useState(takesFocus);
  const grid = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => {
    if (walks) grid.current?.querySelector<HTMLElement>('button[tabindex="0"]')?.focus();
  }, [day, walks]);

  const turn = (months: number): void => {
    setWalks(false);
    setDay(clamped(inMonth(day, months)));
  };
  function onKeyDown(event: KeyboardEvent): void {
    const next = afterKey(event, day, firstWeekday(locale));
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    setWalks(true);
    setDay(clamped(next));
  }

  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }).format(day);
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full' });
  const weeks = weeksOf(day, firstWeekday(locale));
  const weekday = (style: 'short' | 'long', of: Date): string => new Intl.DateTimeFormat(locale, { weekday: style }).format(of);
  return (
    <div className={styles.calendar}>
      <div className={styles.heading}>
        <IconButton size="small" aria-label={calendar.before} title={calendar.before} disabled={startOfMonth(day) <= lowest} onClick={() => turn(-1)}>
          <Icon path={mdiChevronLeft} />
        </IconButton>
        <strong aria-live="polite">{month}</strong>
        <IconButton size="small" aria-label={calendar.after} title={calendar.after} disabled={inMonth(startOfMonth(day), 1) > highest} onClick={() => turn(1)}>
          <Icon path={mdiChevronRight} />
        </IconButton>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role */}
      <table ref={grid} role="grid" aria-label={month} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weeks[0]?.map((one) => (
              <th key={one.getDay()} scope="col" abbr={weekday('long', one)}>
                {weekday('short', one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.getTime()}>
              {week.map((one) => (
                <td key={one.getTime()}>
                  {one.getMonth() === day.getMonth() && (
                    <button
                      type="button"
                      tabIndex={isSame(one, day) ? 0 : -1}
                      disabled={one < lowest || one > highest}
                      aria-label={full.format(one)}
                      aria-current={isSame(one, highest) ? 'date' : undefined}
                      data-chosen={isSame(one, startOf(at)) || undefined}
                      onClick={() => onPick(one.getTime())}
                    >
                      {one.getDate()}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The day that a key leads to; `null` for a key that leads to none. */
function afterKey({ key, shiftKey }: KeyboardEvent, day: Date, firstDay: number): Date | null {
  const weekday = (day.getDay() - firstDay + 7) % 7;
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -weekday, End: 6 - weekday };
  const step = steps[key];
  if (step !== undefined) return new Date(day.getFullYear(), day.getMonth(), day.getDate() + step);
  if (key !== 'PageUp' && key !== 'PageDown') return null;
  return inMonth(day, (key === 'PageUp' ? -1 : 1) * (shiftKey ? 12 : 1));
}

/** The weeks of a day's month, with the days of its neighbours that complete them. */
function weeksOf(day: Date, firstDay: number): Date[][] {
  const start = startOfMonth(day);
  const lead = (start.getDay() - firstDay + 7) % 7;
  const days = new Date(day.getFullYear(), day.getMonth() + 1, 0).getDate();
  return Array.from({ length: Math.ceil((lead + days) / 7) }, (_week, week) =>
    Array.from({ length: 7 }, (_day, index) => new Date(day.getFullYear(), day.getMonth(), week * 7 + index - lead + 1)),
  );
}

/** The same day some months later; the last one of a shorter month. */
function inMonth(day: Date, months: number): Date {
  const last = new Date(day.getFullYear(), day.getMonth() + months + 1, 0).getDate();
  return new Date(day.getFullYear(), day.getMonth() + months, Math.min(day.getDate(), last));
}

/** The day that a week begins with, 0 for Sunday; Monday where the browser does not say. */
function firstWeekday(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?(): { firstDay: number }; weekInfo?: { firstDay: number } };
  return (known.getWeekInfo?.() ?? known.weekInfo ?? { firstDay: 1 }).firstDay % 7;
}

function startOf(at: number): Date {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate());
}

function startOfMonth(day: Date): Date {
  return new Date(day.getFullYear(), day.getMonth(), 1);
}

function isSame(one: Date, other: Date): boolean {
  return one.getTime() === other.getTime();
}
