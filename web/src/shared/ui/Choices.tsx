// One of a few, all of them visible.

import { useId } from 'react';

import styles from './DialogFrame.module.css';

interface ChoicesProps<T extends string> {
  title: string;
  options: readonly (readonly [T, string])[];
  value: T;
  onChange(value: T): void;
}

export function Choices<T extends string>({ title, options, value, onChange }: ChoicesProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend>{title}</legend>
      {options.map(([option, label]) => (
        <label key={option} className={styles.choice}>
          <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
