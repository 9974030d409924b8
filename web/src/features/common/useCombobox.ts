// The keyboard of a field with a list below it: the focus stays in the field, which says what is active.

import { useEffect, useId, useState, type KeyboardEvent } from 'react';

interface ComboboxOptions {
  /** How many options there are. */
  count: number;
  /** The option that is active before any key has moved it; -1 for none. */
  first: number;
  onPick(index: number): void;
  /** Enter while nothing is active. */
  onSubmit?(): void;
}

export function useCombobox({ count, first, onPick, onSubmit }: ComboboxOptions) {
  const listId = useId();
  const [moved, setMoved] = useState<number | null>(null);
  const active = Math.min(moved ?? first, count - 1);
  const idOf = (index: number): string => `${listId}-${index}`;

  useEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [listId, active]);

  function onKeyDown(event: KeyboardEvent): void {
    // A word that is still being composed takes these keys itself.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' && count > 0) setMoved((active + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) setMoved(active <= 0 ? count - 1 : active - 1);
    else if (event.key === 'Enter' && active >= 0) onPick(active);
    else if (event.key === 'Enter') onSubmit?.();
    else return;
    event.preventDefault();
  }

  return {
    active,
    /** Makes an option the active one; `null` for the first again. */
    move: setMoved,
    field: {
      role: 'combobox',
      autoComplete: 'off',
      'aria-expanded': count > 0,
      'aria-controls': listId,
      'aria-activedescendant': active < 0 ? undefined : idOf(active),
      'aria-autocomplete': 'list',
      onKeyDown,
    },
    list: { id: listId, role: 'listbox' },
    option: (index: number) => ({
      id: idOf(index),
      role: 'option',
      tabIndex: -1,
      'data-active': index === active || undefined,
      onClick: () => onPick(index),
    }),
  } as const;
}
