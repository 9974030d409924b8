// The filters that are used most, by mouse: each begins one, whose values are then offered.

import { mdiAccountOutline, mdiCalendarBlankOutline, mdiPaperclip, mdiPound } from '@mdi/js';

import { Icon } from '../../shared/ui/Icon';
import { useWords } from './pane-words';
import type { FilterName } from './query';
import styles from './SearchPane.module.css';

const COMMON = [
  ['from', 'from', mdiAccountOutline],
  ['in', 'in', mdiPound],
  ['on', 'date', mdiCalendarBlankOutline],
  ['has', 'has', mdiPaperclip],
] as const;

export function FilterBar({ begun, onBegin }: { begun: FilterName | null; onBegin(name: FilterName | null): void }) {
  const { search } = useWords();
  return (
    <div className={styles.filters} role="group" aria-label={search.filters}>
      {COMMON.map(([name, label, icon]) => (
        <button key={name} type="button" title={search.meanings[name]} aria-pressed={begun === name} onClick={() => onBegin(begun === name ? null : name)}>
          <Icon path={icon} size={16} />
          {search[label]}
        </button>
      ))}
    </div>
  );
}
