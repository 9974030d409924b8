// Which rows exist, how tall they are, and that what is read stays where it is.

import { useVirtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

import type { Rows } from './rows';

/** This close to the end counts as being there. */
export const END_WITHIN_PIXELS = 48;

/** The virtual list over `rows`; a message that arrives is followed while nothing newer is unloaded. */
export function useRowVirtualizer(rows: Rows, scroller: RefObject<HTMLDivElement | null>, hasAfter: boolean) {
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => 60,
    overscan: 10,
    getItemKey: (index) => rows.keyAt(index),
    anchorTo: 'end',
    followOnAppend: !hasAfter,
    scrollEndThreshold: END_WITHIN_PIXELS,
    directDomUpdates: true,
    paddingEnd: 12,
  });

  // A row above the view that changes its size must not move what is read, whichever way one
  // scrolls: older messages that arrive take a day's divider and a heading off the first row.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, instance) => {
    const offset = instance.scrollOffset ?? 0;
    return instance.itemSizeCache.has(item.key) ? item.end <= offset : item.start < offset;
  };
  return virtualizer;
}

export type RowVirtualizer = ReturnType<typeof useRowVirtualizer>;
