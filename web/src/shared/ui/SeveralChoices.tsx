// Any number of a few, all of them visible as pills.

import { mdiCheck } from '@mdi/js';

import styles from './Choices.module.css';
import { Icon } from './Icon';

interface SeveralChoicesProps<T extends string> {
  title: string;
  options: readonly (readonly [value: T, label: string])[];
  value: readonly T[];
  onChange(value: readonly T[]): void;
}

export function SeveralChoices<T extends string>({ title, options, value, onChange }: SeveralChoicesProps<T>) {
  /** In the order of the options. */
  const toggled = (changed: T): readonly T[] => options.map(([option]) => option).filter((option) => value.includes(option) !== (option === changed));
  return (
    <fieldset className={styles.pills}>
      <legend>{title}</legend>
      {options.map(([option, label]) => (
        <label key={option}>
          <input type="checkbox" checked={value.includes(option)} onChange={() => onChange(toggled(option))} />
          {value.includes(option) && <Icon path={mdiCheck} size={18} />}
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
