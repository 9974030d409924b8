// The box to search in: the filters that are complete, and the text beside them.

import { mdiClose, mdiMagnify } from '@mdi/js';
import type { KeyboardEvent, RefObject } from 'react';

import { isComposing } from '../../core/keyboard/composing';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import type { useCombobox } from '../../shared/hooks/useCombobox';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './pane-words';
import { filterOf, OF_PEOPLE, type Asked } from './query';
import styles from './SearchField.module.css';

interface SearchFieldProps {
  asked: Asked;
  combobox: ReturnType<typeof useCombobox>['field'];
  fieldRef: RefObject<HTMLInputElement | null>;
  onType(text: string, caret: number): void;
  onMoved(caret: number): void;
  /** Takes a filter away; with `edit` it becomes text again. */
  onRemove(filter: string, edit: boolean): void;
  onClear(): void;
}

export function SearchField({ asked, combobox, fieldRef, onType, onMoved, onRemove, onClear }: SearchFieldProps) {
  const { search } = useWords();
  const { filters, text } = asked;
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (isComposing(event.nativeEvent)) return;
    const last = filters.at(-1);
    const { selectionStart, selectionEnd } = event.currentTarget;
    if (event.key === 'Backspace' && last !== undefined && selectionStart === 0 && selectionEnd === 0) {
      event.preventDefault();
      onRemove(last, true);
    } else {
      combobox.onKeyDown(event);
    }
  }

  return (
    // A click beside the text means the text.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
    <div className={styles.box} onClick={(event) => event.target === event.currentTarget && fieldRef.current?.focus()}>
      <Icon path={mdiMagnify} size={18} />
      {filters.map((filter) => (
        <Chip key={filter} filter={filter} onRemove={() => onRemove(filter, false)} />
      ))}
      <input
        ref={fieldRef}
        {...combobox}
        type="text"
        enterKeyHint="search"
        spellCheck={false}
        value={text}
        aria-label={search.field}
        placeholder={search.placeholder}
        onChange={({ target }) => onType(target.value, target.selectionStart ?? target.value.length)}
        onSelect={({ currentTarget }) => onMoved(currentTarget.selectionStart ?? 0)}
        onKeyDown={onKeyDown}
      />
      {(text !== '' || filters.length > 0) && (
        <IconButton size="small" className={styles.clear} aria-label={search.clear} title={search.clear} onClick={onClear}>
          <Icon path={mdiClose} size={18} />
        </IconButton>
      )}
    </div>
  );
}

function Chip({ filter, onRemove }: { filter: string; onRemove(): void }) {
  const { search } = useWords();
  const people = useChat((state) => state.people);
  const read = filterOf(filter);
  if (read === null) return null;
  const { name, value, excluded } = read;
  const username = value.replace(/^@/, '');
  const shown = OF_PEOPLE.includes(name) ? (username === 'me' ? search.me : nameOf(people, username)) : value;
  return (
    <button type="button" className={`${styles.chip} ${excluded ? styles.excluded : ''}`} aria-label={search.remove(filter)} title={search.remove(filter)} onClick={onRemove}>
      <span>{`${excluded ? '−' : ''}${name}:`}</span>
      <strong>{shown}</strong>
      <Icon path={mdiClose} size={14} />
    </button>
  );
}
