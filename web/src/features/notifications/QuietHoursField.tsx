// The hours in which notifications are silent: from when to when, on which days, and where.

import { useId } from 'react';

import type { QuietHours } from '../../core/protocol/generated';
import frame from '../../shared/ui/DialogFrame.module.css';
import { weekdayName } from '../../shared/words/times';
import { useWords } from './pane-words';
import { daysOf, isOvernight } from './quiet';
import styles from './Settings.module.css';

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];

interface QuietHoursFieldProps {
  /** `null` for none. */
  hours: QuietHours | null;
  onChange(hours: QuietHours | null): void;
}

export function QuietHoursField({ hours, onChange }: QuietHoursFieldProps) {
  const { quiet } = useWords();
  const start = (): QuietHours => ({ from: '22:00', to: '07:00', tz: Intl.DateTimeFormat().resolvedOptions().timeZone });
  return (
    <fieldset className={styles.group}>
      <legend>{quiet.hours}</legend>
      <label className={frame.check}>
        <input type="checkbox" checked={hours !== null} onChange={(event) => onChange(event.target.checked ? start() : null)} />
        {quiet.schedule}
      </label>
      {hours !== null && <Hours hours={hours} onChange={onChange} />}
    </fieldset>
  );
}

function Hours({ hours, onChange }: { hours: QuietHours; onChange(hours: QuietHours): void }) {
  const words = useWords();
  const { quiet } = words;
  const id = useId();
  const days = daysOf(hours);
  const change = (more: Partial<QuietHours>): void => onChange({ ...hours, ...more });
  const toggle = (day: number): void => {
    const others = days.filter((other) => other !== day);
    const chosen = others.length === days.length ? [...days, day].toSorted() : others;
    // There is always a day left: none at all is what the box above is for.
    if (chosen.length > 0) change({ days: chosen });
  };
  const zones = [...new Set([hours.tz, ...Intl.supportedValuesOf('timeZone')])].toSorted();
  return (
    <div className={styles.hours}>
      <div className={styles.times}>
        <span>
          <label className={frame.label} htmlFor={`${id}-from`}>
            {quiet.from}
          </label>
          <input id={`${id}-from`} className={frame.field} type="time" required value={hours.from} onChange={({ target }) => target.value !== '' && change({ from: target.value })} />
        </span>
        <span>
          <label className={frame.label} htmlFor={`${id}-to`}>
            {quiet.to}
          </label>
          <input id={`${id}-to`} className={frame.field} type="time" required value={hours.to} aria-describedby={`${id}-next`} onChange={({ target }) => target.value !== '' && change({ to: target.value })} />
        </span>
      </div>
      <p id={`${id}-next`} className={frame.hint}>
        {isOvernight(hours) && quiet.nextDay}
      </p>
      <div className={styles.days} role="group" aria-label={quiet.days}>
        {ALL_DAYS.map((day) => (
          <label key={day} title={weekdayName(day, 'long', words)}>
            <input type="checkbox" aria-label={weekdayName(day, 'long', words)} checked={days.includes(day)} onChange={() => toggle(day)} />
            <span aria-hidden="true">{weekdayName(day, 'short', words)}</span>
          </label>
        ))}
      </div>
      <label className={frame.label} htmlFor={`${id}-zone`}>
        {quiet.zone}
      </label>
      <select id={`${id}-zone`} className={frame.field} value={hours.tz} onChange={(event) => change({ tz: event.target.value })}>
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    </div>
  );
}
