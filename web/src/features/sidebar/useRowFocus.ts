// The focus follows a row of the sidebar that moves to another section.

import { useLayoutEffect, useRef, type FocusEvent } from 'react';

interface RowFocus {
  onFocus(event: FocusEvent<HTMLElement>): void;
  onBlur(event: FocusEvent<HTMLElement>): void;
}

/** Gives the handlers of the list that notice which row has the focus; `rows` are the listed ones. */
export function useRowFocus(rows: readonly unknown[]): RowFocus {
  const last = useRef<{ row: HTMLElement; list: HTMLElement } | null>(null);
  useLayoutEffect(() => {
    if (last.current === null || last.current.row.isConnected || document.activeElement !== document.body) return;
    const { row, list } = last.current;
    const links = [...list.querySelectorAll<HTMLElement>('a[href]')];
    const moved = links.find((link) => link.getAttribute('href') === row.getAttribute('href'));
    // One that is no longer listed leaves the focus to the row where the Tab key stops.
    (moved ?? links.find((link) => link.tabIndex === 0))?.focus();
  }, [rows]);
  return {
    onFocus: (event) => {
      last.current = { row: event.target, list: event.currentTarget };
    },
    // A menu over the list gives it back.
    onBlur: ({ relatedTarget }) => {
      if (relatedTarget instanceof Element && relatedTarget.closest('main, aside') !== null) last.current = null;
    },
  };
}
