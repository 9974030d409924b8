// Which rows exist, how tall they are, and that what is read stays where it is.

import { measureElement, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

import type { Rows } from './rows';

/** This close to the end counts as being there. */
export const END_WITHIN_PIXELS = 48;

/** How tall a row is taken to be until it is measured. */
const ROW_PIXELS = 60;

/** Takes what runs whenever rows come, go, or turn out to be of another height, instead of what ran until then. */
export type WatchRows = (listener: () => void) => void;

/** The virtual list over `rows`. */
export function useRowVirtualizer(rows: Rows, scroller: RefObject<HTMLDivElement | null>) {
  const changed = useRef<() => void>(null);
  const watch: WatchRows = useCallback((listener) => {
    changed.current = listener;
  }, []);
  const printing = usePrinting();
  // With another function every row is placed anew.
  const getItemKey = useCallback((index: number) => rows.keyAt(index), [rows]);
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PIXELS,
    // About where it will open, so that no rows are made only to be left again.
    initialOffset: () => (rows.firstNewIndex === -1 ? rows.count : rows.firstNewIndex) * ROW_PIXELS,
    overscan: printing ? rows.count : 10,
    getItemKey,
    measureElement: measureWhenObserved,
    anchorTo: 'end',
    scrollEndThreshold: END_WITHIN_PIXELS,
    directDomUpdates: true,
    // Within a row that is moved by a transform nothing sticks to the top of the view.
    directDomUpdatesMode: 'position',
    paddingEnd: 12,
    onChange: () => changed.current?.(),
  });

  // A row above the view that changes its size must not move what is read, whichever way one scrolls.
  const formerlyFirst = useFormerlyFirst(rows);
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, instance) => {
    const offset = instance.scrollOffset ?? 0;
    if (item.key === formerlyFirst) return true;
    return instance.itemSizeCache.has(item.key) ? item.end <= offset : item.start < offset;
  };
  return { virtualizer, watch };
}

/**
 * A row's height as its observer reports it, which it does before the first paint, for all new rows at
 * once. To read it from each row as it appears would lay out the whole list once per row.
 */
function measureWhenObserved(row: Element, entry: ResizeObserverEntry | undefined, list: Virtualizer<HTMLDivElement, Element>): number {
  if (entry !== undefined) return measureElement(row, entry, list);
  const index = list.indexFromElement(row);
  return list.itemSizeCache.get(list.options.getItemKey(index)) ?? ROW_PIXELS;
}

/** True while the page is printed: then every loaded row exists. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    // The browser takes its picture when this returns.
    const begin = (): void => flushSync(() => setPrinting(true));
    const end = (): void => setPrinting(false);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  return printing;
}

/**
 * The row that was first until older ones arrived. They take a day's divider and a heading off its
 * top, which must not move what stands below it, even while the row itself is in view.
 */
function useFormerlyFirst(rows: Rows): string | null {
  const now = rows.keyAt(0);
  const [first, setFirst] = useState(now);
  const [formerly, setFormerly] = useState<string | null>(null);
  if (first !== now) {
    setFormerly(first);
    setFirst(now);
  }
  return formerly;
}

export type RowVirtualizer = ReturnType<typeof useRowVirtualizer>['virtualizer'];
