// A labelled choice of one of many.

import { useId } from 'react';

import frame from '../../shared/ui/DialogFrame.module.css';

interface SelectFieldProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  problem?: string | null;
  onChange(value: string): void;
}

export function SelectField({ label, value, options, problem = null, onChange }: SelectFieldProps) {
  const id = useId();
  return (
    <div>
      <label className={frame.label} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={frame.field}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {problem !== null && (
        <p id={`${id}-problem`} className={frame.fieldProblem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
