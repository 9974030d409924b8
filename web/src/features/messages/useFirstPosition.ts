// Where the list stands when it opens: at the linked message, at the "New" line, or at the end.

import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

import { useConversation } from '../../shared/hooks/view/conversation';
import type { Rows } from './rows';
import type { useSight } from './useSight';
import type { RowVirtualizer, WatchRows } from './useRowVirtualizer';

interface FirstPositionOptions {
  scroller: RefObject<HTMLElement | null>;
  virtualizer: RowVirtualizer;
  watch: WatchRows;
  rows: Rows;
  hasMessages: boolean;
  sight: ReturnType<typeof useSight>;
}

/** So many frames without a move mean that the list stands. */
const STILL_FRAMES = 2;

/** Goes there once there is something to stand at, and gives the way to the "New" line. */
export function useFirstPosition({ scroller, virtualizer, watch, rows, hasMessages, sight }: FirstPositionOptions): () => void {
  const seq = useConversation((view) => view.target);
  const { stay, begin, begun } = sight;
  const aimed = useRef<number | null>(null);
  const linked = seq !== null && hasMessages ? rows.indexAfter(seq - 1) : null;
  const placed = useRef(-1);
  /** The row at the top of the view: the one above the "New" line, unless that would hide what is new. */
  const place = (): number => {
    const above = rows.firstNewIndex - 1;
    const height = virtualizer.itemSizeCache.get(rows.keyAt(above)) ?? 0;
    return above < 0 || height > (scroller.current?.clientHeight ?? Infinity) / 2 ? above + 1 : above;
  };
  const toFirstNew = (): void => {
    placed.current = place();
    virtualizer.scrollToIndex(placed.current, { align: 'start' });
  };
  const aim = (): void => {
    if (linked === null) toFirstNew();
    else virtualizer.scrollToIndex(linked, { align: 'center' });
  };
  /** Corrects the place once the rows there are measured. Says whether that was needed. */
  const correct = (): boolean => {
    const wrong = linked === null && aimed.current !== -1 && placed.current !== place();
    if (wrong) toFirstNew();
    return wrong;
  };
  const latest = useRef(correct);
  useLayoutEffect(() => {
    latest.current = correct;
  });

  useLayoutEffect(() => {
    const target = linked ?? rows.firstNewIndex;
    // Older rows that arrive on the way there put the same message elsewhere.
    if (begun.current || rows.count === 0 || target === aimed.current) return;
    aimed.current = target;
    if (target === -1) {
      virtualizer.scrollToEnd();
      begin();
      return;
    }
    stay();
    aim();
  });

  // All rows that appear are measured together, before they are painted: so the list is at its place in the first frame.
  const size = useRef(0);
  useLayoutEffect(() => {
    watch(() => {
      if (begun.current || aimed.current === null || aimed.current === -1) return;
      queueMicrotask(() => {
        if (begun.current || size.current === virtualizer.getTotalSize()) return;
        size.current = virtualizer.getTotalSize();
        aim();
      });
    });
  });

  // Rows are as tall as was guessed until they are there, and the list moves until they are: what it
  // shows on its way was not seen.
  useEffect(() => {
    let still = 0;
    let last = -1;
    let frame = requestAnimationFrame(function check() {
      const top = scroller.current?.scrollTop ?? 0;
      still = top === last && isMeasured(virtualizer, scroller.current) ? still + 1 : 0;
      last = top;
      if (aimed.current !== null && still >= STILL_FRAMES) {
        if (latest.current()) still = 0;
        else begin();
      }
      if (!begun.current) frame = requestAnimationFrame(check);
    });
    return () => cancelAnimationFrame(frame);
  }, [scroller, virtualizer, begin, begun]);
  return toFirstNew;
}

/** True when the heights of all rows in view are known. */
function isMeasured(virtualizer: RowVirtualizer, scroller: HTMLElement | null): boolean {
  const top = scroller?.scrollTop ?? 0;
  const bottom = top + (scroller?.clientHeight ?? 0);
  const inView = virtualizer.getVirtualItems().filter((item) => item.end > top && item.start < bottom);
  return inView.length > 0 && inView.every((item) => virtualizer.itemSizeCache.has(item.key));
}
