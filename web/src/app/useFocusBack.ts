// What opened a pane has the focus again when the pane that held it closes.

import { useLayoutEffect } from 'react';

/** `open` names the pane, if there is one. */
export function useFocusBack(open: string | null): void {
  useLayoutEffect(() => {
    if (open === null) return undefined;
    // Before what is behind the pane becomes inert, and loses it.
    const opener = document.activeElement;
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && opener instanceof HTMLElement) opener.focus();
    };
  }, [open]);
}
