// The title of a ticket: one line, which must be filled in.

import { useId } from 'react';

import frame from '../../shared/ui/DialogFrame.module.css';
import { useWords } from './card-words';

export function TitleField({ value, problem, onChange }: { value: string; problem: string | null; onChange(value: string): void }) {
  const { tickets } = useWords();
  const fieldId = useId();
  return (
    <>
      <label className={frame.label} htmlFor={fieldId}>
        {tickets.fieldTitle}
      </label>
      <input
        id={fieldId}
        className={frame.field}
        maxLength={200}
        // A dialog is opened to type into it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        required
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${fieldId}-problem`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem !== null && (
        <p id={`${fieldId}-problem`} className={frame.fieldProblem} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
