// The keyboard of a field with a list below it: the focus stays in the field, which says what is active.

import { useEffect, useId, useState, type KeyboardEvent } from 'react';

import { isComposing } from '../../core/keyboard/composing';

interface ComboboxOptions {
  /** What each option is known by, in their order. */
  keys: readonly string[];
  /** The option that is active before any key has moved it; -1 for none. */
  first: number;
  onPick(index: number): void;
  /** Enter while nothing is active. */
  onSubmit?(): void;
}

export function useCombobox({ keys, first, onPick, onSubmit }: ComboboxOptions) {
  const listId = useId();
  // The option, not its place: more may be found while somebody is on it.
  const [moved, setMoved] = useState<string | null>(null);
  const count = keys.length;
  const place = moved === null ? -1 : keys.indexOf(moved);
  const active = place === -1 ? Math.min(first, count - 1) : place;
  const move = (index: number | null): void => setMoved(index === null ? null : (keys[index] ?? null));
  const idOf = (index: number): string => `${listId}-${index}`;

  useEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [listId, active]);

  function onKeyDown(event: KeyboardEvent): void {
    // A word that is still being composed takes these keys itself.
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'ArrowDown' && count > 0) move((active + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) move(active <= 0 ? count - 1 : active - 1);
    else if (event.key === 'Enter' && active >= 0) onPick(active);
    else if (event.key === 'Enter') onSubmit?.();
    else return;
    event.preventDefault();
  }

  return {
    active,
    /** Makes an option the active one; `null` for the first again. */
    move,
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
