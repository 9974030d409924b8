// Walking through the messages with the arrow keys.

import type { KeyboardEvent, RefObject } from 'react';

interface ListWalkOptions {
  scroller: RefObject<HTMLElement | null>;
  count: number;
  /** False for a row that shows nothing. */
  isShown(index: number): boolean;
  /** The index of the last row that is wholly in view. */
  lastVisible(): number;
  scrollTo(index: number): void;
}

/** Gives the handler of the list's keys: the focus moves from row to row, and the view with it. */
export function useListWalk({ scroller, count, isShown, lastVisible, scrollTo }: ListWalkOptions) {
  return (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    if (event.altKey || !(event.target instanceof HTMLElement) || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    const row = event.target.closest<HTMLElement>('[data-index]');
    const step = event.key === 'ArrowUp' ? -1 : 1;
    // From outside the rows the walk begins with the last one in view.
    let wanted = row === null ? lastVisible() : Number(row.dataset['index']) + step;
    while (wanted >= 0 && wanted < count && !isShown(wanted)) wanted += row === null ? -1 : step;
    const next = Math.min(count - 1, Math.max(0, wanted));
    scrollTo(next);
    requestAnimationFrame(() => {
      // Above the first reply stands the message that it answers.
      const articles = scroller.current?.querySelectorAll<HTMLElement>(`[data-index="${next}"] article`) ?? [];
      [...articles].at(-1)?.focus({ preventScroll: true });
    });
  };
}
