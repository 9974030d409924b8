// Moves the focus to the composer when the user types while no field has the focus.

import { useEffect, type RefObject } from 'react';

import { useIsMain } from '../../shared/hooks/view/conversation';
import { useView } from '../../shared/hooks/view/view';
import { isComposing } from '../../core/keyboard/composing';

/** What keeps its keys: fields, and what lies over the page. */
const KEEPS_KEYS = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [role=presentation], emoji-picker';

export function useTypingAnywhere(field: RefObject<HTMLTextAreaElement | null>): void {
  const covered = useView((view) => view.dialog !== null);
  const main = useIsMain();
  useEffect(() => {
    if (covered || !main) return undefined;
    const listen = (event: KeyboardEvent): void => {
      const command = event.ctrlKey || event.metaKey || event.altKey;
      // A space presses buttons and scrolls; a question mark shows the shortcuts.
      const letter = event.key.length === 1 && !/[\s?]/.test(event.key);
      if (event.defaultPrevented || isComposing(event) || command || !letter) return;
      if (event.target instanceof Element && event.target.closest(KEEPS_KEYS) !== null) return;
      // The key itself then writes into it.
      field.current?.focus();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [field, covered, main]);
}
