// A field for several lines, with its label, what it is for, and what is wrong with it. Ctrl and Enter submit.

import { useId, type KeyboardEvent } from 'react';

import frame from '../../shared/ui/DialogFrame.module.css';
import { TextArea } from '../../shared/ui/TextArea';
import styles from './MultilineField.module.css';

interface MultilineFieldProps {
  label: string;
  hint?: string;
  problem: string | null;
  value: string;
  rows?: number;
  /** False for one that does not take the focus by itself. */
  focused?: boolean;
  onChange(value: string): void;
}

export function MultilineField({ label, hint, problem, value, rows = 4, focused = true, onChange }: MultilineFieldProps) {
  const id = useId();
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  }
  return (
    <>
      <label className={frame.label} htmlFor={id}>
        {label}
      </label>
      <TextArea
        id={id}
        className={`${frame.field} ${styles.text}`}
        rows={rows}
        maxLength={5000}
        // A dialog with one field is opened to type into it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={focused}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-about`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p id={`${id}-about`} className={problem === null ? frame.hint : frame.fieldProblem} role={problem === null ? undefined : 'alert'}>
        {problem ?? hint}
      </p>
    </>
  );
}
