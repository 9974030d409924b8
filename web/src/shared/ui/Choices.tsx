// One of a few, all of them visible: pills, or rows where options need an explanation.

import { useId } from 'react';

import styles from './Choices.module.css';

/** An option's value, its label, and what it means where the label does not say it. */
type Option<T> = readonly [value: T, label: string, hint?: string];

interface ChoicesProps<T extends string> {
  title: string;
  options: readonly Option<T>[];
  value: T;
  onChange(value: T): void;
}

export function Choices<T extends string>({ title, options, value, onChange }: ChoicesProps<T>) {
  const name = useId();
  const explained = options.some(([, , hint]) => hint !== undefined);
  return (
    <fieldset className={explained ? styles.rows : styles.pills}>
      <legend>{title}</legend>
      {options.map(([option, label, hint]) => (
        <label key={option}>
          <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
          <span>
            {label}
            {hint !== undefined && <small>{hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
