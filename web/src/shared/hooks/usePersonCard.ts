// Opens the card of somebody beside what was clicked.

import { useCallback } from 'react';

import type { Dialog } from './view/state';
import { useViewDispatch } from './view/view';

/** Where something stands in the window, in pixels. */
export interface Spot {
  left: number;
  top: number;
  right: number;
}

/** The server's own notices have an author who is nobody. */
const NOBODY = 'system';

export function usePersonCard(): (username: string, beside: Element) => void {
  const dispatch = useViewDispatch();
  return useCallback(
    (username, beside) => {
      if (username === NOBODY) return;
      const { left, top, right } = beside.getBoundingClientRect();
      dispatch({ type: 'dialog_opened', dialog: { name: 'person', username, spot: { left, top, right } } as Dialog });
    },
    [dispatch],
  );
}
