// The list of messages is one stop of the Tab key: arrow keys walk through its rows, and Tab reaches
// the links and buttons of the focused row alone.

import { useEffect, type RefObject } from 'react';

export function useOneStop(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const skip = (event: KeyboardEvent): void => {
      if (event.key !== 'Tab') return;
      const rows = [...(scroller.current?.querySelectorAll<HTMLElement>('[data-index]') ?? [])];
      const others = rows.filter((row) => !row.contains(document.activeElement));
      // While the browser looks for the next stop, these are none.
      for (const row of others) row.inert = true;
      setTimeout(() => {
        for (const row of others) row.inert = false;
      });
    };
    window.addEventListener('keydown', skip);
    return () => window.removeEventListener('keydown', skip);
  }, [scroller]);
}
