// The list of messages is one stop of the Tab key: arrow keys walk through its rows, and Tab reaches
// the links and buttons of the focused row alone.

import { useEffect, type RefObject } from 'react';

export function useOneStop(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let skipped: HTMLElement[] = [];
    const restore = (): void => {
      for (const row of skipped) row.inert = false;
      skipped = [];
    };
    const skip = (event: KeyboardEvent): void => {
      restore();
      if (event.key !== 'Tab') return;
      const rows = [...(scroller.current?.querySelectorAll<HTMLElement>('[data-index]') ?? [])];
      // Until the browser has found the next stop, these are none.
      skipped = rows.filter((row) => !row.contains(document.activeElement));
      for (const row of skipped) row.inert = true;
      setTimeout(restore);
    };
    window.addEventListener('keydown', skip);
    window.addEventListener('focusin', restore);
    return () => {
      restore();
      window.removeEventListener('keydown', skip);
      window.removeEventListener('focusin', restore);
    };
  }, [scroller]);
}
