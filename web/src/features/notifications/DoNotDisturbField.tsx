// Do not disturb: for how long, until when it is on, and the way to turn it off. It counts at once.

import { mdiBellSleepOutline } from '@mdi/js';
import { useId, useState, type FormEvent } from 'react';

import { useNow } from '../../shared/hooks/useNow';
import { Button } from '../../shared/ui/Button';
import frame from '../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../shared/ui/Icon';
import { timeOfDay, untilTime } from '../../shared/words/times';
import { useWords } from './pane-words';
import { quietAt } from './quiet';
import { usePreferences } from './usePreferences';
import styles from './Settings.module.css';

const MINUTE = 60_000;
/** When "until tomorrow" ends. */
const MORNING_HOUR = 9;

export function DoNotDisturbField() {
  const words = useWords();
  const { quiet } = words;
  const now = useNow();
  const id = useId();
  const { preferences, change } = usePreferences();
  const [custom, setCustom] = useState<string | null>(null);
  const state = quietAt(preferences, now);
  const until = (at: number | null): void => {
    setCustom(null);
    void change({ dndUntil: at });
  };
  const tomorrow = morningAfter(now);
  const set = (event: FormEvent): void => {
    event.preventDefault();
    const at = new Date(custom ?? '').getTime();
    if (at > now) until(at);
  };
  return (
    <fieldset className={styles.group} disabled={preferences === null}>
      <legend>{quiet.title}</legend>
      <p className={styles.state} role="status">
        {state !== null && <Icon path={mdiBellSleepOutline} size={18} />}
        {state === null ? quiet.off : state.because === 'hours' ? quiet.inHours : quiet.until(untilTime(state.until, now, words))}
      </p>
      <div className={styles.choices}>
        {state !== null && (
          <Button size="small" variant="contained" onClick={() => until(null)}>
            {quiet.turnOff}
          </Button>
        )}
        <Button size="small" variant="outlined" onClick={() => until(now + 30 * MINUTE)}>
          {quiet.halfHour}
        </Button>
        <Button size="small" variant="outlined" onClick={() => until(now + 60 * MINUTE)}>
          {quiet.hour}
        </Button>
        <Button size="small" variant="outlined" onClick={() => until(tomorrow)}>
          {quiet.tomorrow(timeOfDay(tomorrow, words))}
        </Button>
        <Button size="small" variant="outlined" aria-expanded={custom !== null} onClick={() => setCustom(custom === null ? localTime(now + 2 * 60 * MINUTE) : null)}>
          {quiet.custom}
        </Button>
      </div>
      {custom !== null && (
        <form className={styles.custom} onSubmit={set}>
          <label className={frame.label} htmlFor={id}>
            {quiet.customLabel}
          </label>
          <input id={id} className={frame.field} type="datetime-local" required min={localTime(now + MINUTE)} value={custom} onChange={(event) => setCustom(event.target.value)} />
          <Button type="submit" variant="outlined">
            {quiet.set}
          </Button>
        </form>
      )}
    </fieldset>
  );
}

function morningAfter(now: number): number {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return morning.getTime();
}

/** A time as the field for it is filled in: `2026-11-27T14:00`, on this device's clock. */
function localTime(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}
