// Where the list stands when it opens: at the linked message, at the "New" line, or at the end.

import { useLayoutEffect, useRef } from 'react';

import { useView } from '../view/view';
import type { Rows } from './rows';
import type { RowVirtualizer } from './useRowVirtualizer';

/** Goes there once there is something to stand at, and gives the way to the "New" line. */
export function useFirstPosition(virtualizer: RowVirtualizer, rows: Rows, hasMessages: boolean): () => void {
  const { seq } = useView().route;
  const placed = useRef(false);
  const toFirstNew = (): void => virtualizer.scrollToIndex(Math.max(0, rows.firstNewIndex - 1), { align: 'start' });
  useLayoutEffect(() => {
    if (placed.current || rows.count === 0) return;
    placed.current = true;
    if (seq !== null && hasMessages) virtualizer.scrollToIndex(rows.indexAfter(seq - 1), { align: 'center' });
    else if (rows.firstNewIndex > 0) toFirstNew();
    else virtualizer.scrollToEnd();
  });
  return toFirstNew;
}
