// The hours in which the time of a ticket counts, by day, and the days off.

import { mdiClose } from '@mdi/js';
import { useId, useState } from 'react';

import type { WorkingDay, WorkingHours } from '../../../core/session/ticket-targets';
import { Button, IconButton } from '../../../shared/ui/Button';
import frame from '../../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../../shared/ui/Icon';
import { weekdayName } from '../../../shared/words/times';
import { useWords } from '../card-words';
import { SelectField } from '../SelectField';
import { usualHours, type Problem } from './draft';
import styles from './Targets.module.css';
import { useFocusOnMistake } from './useFocusOnMistake';

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];
/** Browsers list places by the names that they once had. */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho Chi Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

function zoneName(zone: string): string {
  return (RENAMED[zone] ?? zone).replaceAll('_', ' ');
}

interface WorkingHoursFieldProps {
  /** `null` where all time counts. */
  hours: WorkingHours | null;
  problem: Problem | null;
  onChange(hours: WorkingHours | null): void;
}

export function WorkingHoursField({ hours, problem, onChange }: WorkingHoursFieldProps) {
  const { targets } = useWords().tickets;
  return (
    <fieldset className={styles.group}>
      <legend>{targets.hours}</legend>
      <label className={frame.check}>
        <input type="checkbox" checked={hours !== null} onChange={({ target }) => onChange(target.checked ? usualHours() : null)} />
        {targets.onlyHours}
      </label>
      {hours !== null && <Hours hours={hours} problem={problem} onChange={onChange} />}
    </fieldset>
  );
}

interface HoursProps extends WorkingHoursFieldProps {
  hours: WorkingHours;
}

function Hours({ hours, problem, onChange }: HoursProps) {
  const { targets } = useWords().tickets;
  const zones = [...new Set([hours.tz, ...Intl.supportedValuesOf('timeZone')])];
  const put = (day: number, hoursOfDay: WorkingDay | null): void => {
    const others = hours.days.filter((other) => other.day !== day);
    onChange({ ...hours, days: [...others, ...(hoursOfDay === null ? [] : [hoursOfDay])].toSorted((one, other) => one.day - other.day) });
  };
  return (
    <>
      {ALL_DAYS.map((day) => (
        <Day key={day} day={day} hours={hours.days.find((other) => other.day === day) ?? null} wrong={problem !== null && typeof problem === 'object' && 'day' in problem && problem.day === day} onChange={(change) => put(day, change)} />
      ))}
      {problem === 'days' && (
        <p className={frame.fieldProblem} role="alert">
          {targets.noDays}
        </p>
      )}
      <SelectField label={targets.zone} value={hours.tz} options={zones.map((zone) => [zone, zoneName(zone)] as const).toSorted(([, one], [, other]) => one.localeCompare(other))} onChange={(tz) => onChange({ ...hours, tz })} />
      <Holidays days={hours.holidays ?? []} onChange={(holidays) => onChange({ ...hours, holidays })} />
    </>
  );
}

interface DayProps {
  day: number;
  hours: WorkingDay | null;
  wrong: boolean;
  onChange(hours: WorkingDay | null): void;
}

/** In the field midnight is the beginning of a day; as its end it is `24:00`. */
const MIDNIGHT = '00:00';
const LAST = '24:00';

function Day({ day, hours, wrong, onChange }: DayProps) {
  const words = useWords();
  const { targets } = words.tickets;
  const id = useId();
  const field = useFocusOnMistake(wrong);
  const name = weekdayName(day, 'long', words);
  return (
    <div className={styles.day} role="group" aria-label={name}>
      <label className={frame.check}>
        <input type="checkbox" checked={hours !== null} onChange={({ target }) => onChange(target.checked ? { day, from: '09:00', to: '17:00' } : null)} />
        {name}
      </label>
      {hours === null ? (
        <span className={styles.off}>{targets.off}</span>
      ) : (
        <>
          <input className={frame.field} type="time" aria-label={targets.from} aria-invalid={wrong} value={hours.from} onChange={({ target }) => onChange({ ...hours, from: target.value })} />
          <span aria-hidden="true">–</span>
          <input
            className={frame.field}
            type="time"
            aria-label={targets.to}
            aria-invalid={wrong}
            aria-describedby={wrong ? `${id}-problem` : undefined}
            ref={field}
            value={hours.to === LAST ? MIDNIGHT : hours.to}
            onChange={({ target }) => onChange({ ...hours, to: target.value === MIDNIGHT ? LAST : target.value })}
          />
        </>
      )}
      {wrong && (
        <p id={`${id}-problem`} className={frame.fieldProblem} role="alert">
          {targets.wrongDay}
        </p>
      )}
    </div>
  );
}

function Holidays({ days, onChange }: { days: readonly string[]; onChange(days: string[]): void }) {
  const words = useWords();
  const { targets } = words.tickets;
  const id = useId();
  const [date, setDate] = useState('');
  const add = (): void => {
    if (date !== '') onChange([...new Set([...days, date])].toSorted());
    setDate('');
  };
  const nameOf = (day: string): string => new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day));
  return (
    <>
      <label className={frame.label} htmlFor={id}>
        {targets.holidays}
      </label>
      {days.length > 0 && (
        <ul className={styles.holidays}>
          {days.map((day) => (
            <li key={day}>
              {nameOf(day)}
              <IconButton size="small" aria-label={targets.removeHoliday(nameOf(day))} title={targets.removeHoliday(nameOf(day))} onClick={() => onChange(days.filter((other) => other !== day))}>
                <Icon path={mdiClose} size={16} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.add}>
        <input
          id={id}
          className={frame.field}
          type="date"
          aria-describedby={`${id}-hint`}
          value={date}
          onChange={({ target }) => setDate(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button variant="outlined" disabled={date === ''} onClick={add}>
          {targets.addHoliday}
        </Button>
      </div>
      <p id={`${id}-hint`} className={frame.hint}>
        {targets.holidaysHint}
      </p>
    </>
  );
}
