// What opened a pane has the focus again when the pane that held it closes.

import { useLayoutEffect, useMemo } from 'react';

/** `open` names the pane, if there is one. */
export function useFocusBack(open: string | null): void {
  // While rendering: once the pane is there its own field has the focus, and what is behind it may be inert.
  const opener = useMemo(() => (open === null ? null : document.activeElement), [open]);
  useLayoutEffect(() => {
    if (open === null) return undefined;
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && opener instanceof HTMLElement) opener.focus();
    };
  }, [open, opener]);
}
