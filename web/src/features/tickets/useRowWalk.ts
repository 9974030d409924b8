// Keys in the list of tickets: arrows, J and K, Home and End move from row to row, which are one stop of the Tab key.

import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react';

interface RowWalk {
  /** The number of the row that Tab reaches; `null` for the first one. */
  stop: string | null;
  onKeyDown(event: KeyboardEvent): void;
  onFocus(event: FocusEvent): void;
  /** Moves the focus into the list. */
  enter(): void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, Home: -Infinity, End: Infinity };

/** `open`: the ticket that is open; when it is closed, the focus returns to its row. `more` fetches what is below the last row. */
export function useRowWalk(list: RefObject<HTMLElement | null>, open: string | null, more: (() => void) | null): RowWalk {
  const [stop, setStop] = useState<string | null>(open);
  const before = useRef(open);
  useEffect(() => {
    const left = before.current;
    before.current = open;
    if (left === null || open !== null) return;
    rowsOf(list.current).find((row) => row.dataset['ticket'] === left)?.focus();
  }, [list, open]);
  return {
    stop,
    enter: () => rowsOf(list.current)[0]?.focus(),
    onFocus: ({ target }) => {
      if (target instanceof HTMLElement && target.dataset['ticket'] !== undefined) setStop(target.dataset['ticket']);
    },
    onKeyDown: (event) => {
      const step = STEPS[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      const rows = rowsOf(list.current);
      const index = rows.findIndex((row) => row === event.target);
      if (index === -1) return;
      event.preventDefault();
      event.stopPropagation();
      const next = Math.min(rows.length - 1, Math.max(0, index + step));
      rows[next]?.focus();
      if (next === rows.length - 1) more?.();
    },
  };
}

function rowsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[data-ticket]') ?? [])];
}
