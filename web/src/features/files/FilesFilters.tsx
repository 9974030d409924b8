// Which files of a conversation are listed: by name, kind, person and time.

import { useState, type ReactNode } from 'react';

import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import styles from './FilesPane.module.css';
import { KINDS, TIMES, type FilesFilter } from './files-query';
import { useWords } from './file-words';

interface FilesFiltersProps {
  filter: FilesFilter;
  /** What is listed now. */
  messages: readonly Message[];
  onChange(filter: FilesFilter): void;
}

export function FilesFilters({ filter, messages, onChange }: FilesFiltersProps) {
  const { filters } = useWords().files;
  const senders = useSenders(messages, filter.from);
  const change = (part: Partial<FilesFilter>): void => onChange({ ...filter, ...part });
  return (
    <div className={styles.filters} role="search" aria-label={filters.label}>
      <input type="search" aria-label={filters.text} placeholder={filters.text} value={filter.text} onChange={({ target }) => change({ text: target.value })} />
      <Select label={filters.kind} value={filter.kind} onChange={(kind) => change({ kind: KINDS.find((one) => one === kind) ?? '' })}>
        <option value="">{filters.anyKind}</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {filters.kinds[kind]}
          </option>
        ))}
      </Select>
      <Select label={filters.from} value={filter.from} onChange={(from) => change({ from })}>
        <option value="">{filters.anyone}</option>
        {senders.map(([username, name]) => (
          <option key={username} value={username}>
            {name}
          </option>
        ))}
      </Select>
      <Select label={filters.since} value={filter.since} onChange={(since) => change({ since: TIMES.find((one) => one === since) ?? '' })}>
        <option value="">{filters.anyTime}</option>
        {TIMES.map((time) => (
          <option key={time} value={time}>
            {filters.times[time]}
          </option>
        ))}
      </Select>
    </div>
  );
}

/** Everyone whose files were listed so far, by name. */
function useSenders(messages: readonly Message[], chosen: string): readonly (readonly [username: string, name: string])[] {
  const people = useChat((state) => state.people);
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set());
  const all = new Set([...known, ...messages.map(({ userId }) => userId), ...(chosen === '' ? [] : [chosen])]);
  if (all.size > known.size) setKnown(all);
  return [...all].map((username) => [username, nameOf(people, username)] as const).toSorted(([, one], [, other]) => one.localeCompare(other));
}

interface SelectProps {
  label: string;
  value: string;
  onChange(value: string): void;
  children: ReactNode;
}

function Select({ label, value, onChange, children }: SelectProps) {
  return (
    <select aria-label={label} data-chosen={value !== '' || undefined} value={value} onChange={({ target }) => onChange(target.value)}>
      {children}
    </select>
  );
}
