// Choosing a time to come: one of a few, or any other up to a year ahead, by the reader's own clock.

import { useState, type ReactNode } from 'react';

import { useNow } from '../hooks/useNow';
import { useFutureTime } from './useFutureTime';
import { useWords } from './words';
import { fieldsOf, FURTHEST_MS, timeIn, type Moment } from './moments';
import { Button } from '../ui/Button';
import { DialogFrame } from '../ui/DialogFrame';
import frame from '../ui/DialogFrame.module.css';
import styles from './TimeDialog.module.css';

export interface TimeDialogProps {
  title: string;
  /** What the button says that takes a time of one's own. */
  action: string;
  choices(now: number): readonly Moment[];
  /** Where the fields begin. */
  initial?: number;
  /** Stands above the choices. */
  children?: ReactNode;
  /** If it rejects, the reason is shown elsewhere. */
  onPick(at: number): void;
  /** For one that a component shows itself. */
  onClose?(): void;
}

export function TimeDialog({ title, action, choices, initial, children, onPick, onClose }: TimeDialogProps) {
  const words = useWords();
  const now = useNow();
  const futureTime = useFutureTime();
  const offered = choices(now);
  const [{ date, time }, setFields] = useState(() => fieldsOf(initial !== undefined && initial > now ? initial : (offered.find(({ name }) => name === 'tomorrow')?.at ?? now)));
  const at = timeIn(date, time);
  const problem = at === null ? null : at <= now ? words.moments.past : at > now + FURTHEST_MS ? words.moments.tooFar : null;
  const ready = at !== null && problem === null;
  return (
    <DialogFrame
      title={title}
      width={420}
      fits
      {...(onClose !== undefined && { onClose, local: true })}
      actions={
        <Button variant="contained" disabled={!ready} onClick={() => (at === null ? undefined : onPick(at))}>
          {action}
        </Button>
      }
    >
      {children}
      <ul className={styles.choices}>
        {offered.map((moment) => (
          <li key={moment.name}>
            <button type="button" onClick={() => onPick(moment.at)}>
              <span>{words.moments[moment.name]}</span>
              <time>{futureTime(moment.at)}</time>
            </button>
          </li>
        ))}
      </ul>
      <fieldset className={styles.custom}>
        <legend>{words.moments.custom}</legend>
        <label>
          <span className="visually-hidden">{words.moments.date}</span>
          <input type="date" className={frame.field} value={date} min={fieldsOf(now).date} max={fieldsOf(now + FURTHEST_MS).date} onChange={(event) => setFields({ date: event.target.value, time })} />
        </label>
        <label>
          <span className="visually-hidden">{words.moments.time}</span>
          <input type="time" className={frame.field} value={time} onChange={(event) => setFields({ date, time: event.target.value })} />
        </label>
      </fieldset>
      <p className={frame.fieldProblem} role="status">
        {problem}
      </p>
    </DialogFrame>
  );
}
