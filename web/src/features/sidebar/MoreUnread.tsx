// What is unread beyond the edges of the list, and the way there.

import { mdiArrowDown, mdiArrowUp } from '@mdi/js';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

import { Icon } from '../../shared/ui/Icon';
import { useWords } from './arrange-words';
import styles from './ChannelSidebar.module.css';

type Side = 'above' | 'below';

interface MoreUnreadProps {
  scroller: RefObject<HTMLElement | null>;
  /** Whatever is listed: with other rows the edges are looked at anew. */
  rows: readonly unknown[];
}

export function MoreUnread({ scroller, rows }: MoreUnreadProps) {
  const { sidebar } = useWords();
  const [beyond, setBeyond] = useState<Record<Side, boolean>>({ above: false, below: false });
  const look = useRef(() => undefined as void);
  useLayoutEffect(() => {
    look.current = () => {
      const now = { above: unreadAt(scroller.current, 'above').length > 0, below: unreadAt(scroller.current, 'below').length > 0 };
      setBeyond((before) => (before.above === now.above && before.below === now.below ? before : now));
    };
    // With the frame that comes: to look now would lay out the page in the middle of its change.
    const frame = requestAnimationFrame(() => look.current());
    return () => cancelAnimationFrame(frame);
  }, [scroller, rows]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const again = (): void => look.current();
    element.addEventListener('scroll', again, { passive: true });
    window.addEventListener('resize', again);
    return () => {
      element.removeEventListener('scroll', again);
      window.removeEventListener('resize', again);
    };
  }, [scroller]);

  // The pill above takes its room from the list: what is read there stays in its place.
  const top = useRef<number | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const moved = element.offsetTop - (top.current ?? element.offsetTop);
    if (moved !== 0) element.scrollBy({ top: moved, behavior: 'instant' });
    top.current = element.offsetTop;
  }, [scroller, beyond.above]);

  /** To the nearest one, which takes the focus: the button may be gone then. */
  function go(side: Side): void {
    const rowsThere = unreadAt(scroller.current, side);
    const nearest = side === 'above' ? rowsThere.at(-1) : rowsThere[0];
    nearest?.focus({ preventScroll: true });
    nearest?.scrollIntoView({ block: 'center' });
  }

  return (
    <>
      {beyond.above && (
        <button type="button" className={`${styles.pill} ${styles.above}`} onClick={() => go('above')}>
          <Icon path={mdiArrowUp} size={14} />
          {sidebar.moreAbove}
        </button>
      )}
      {beyond.below && (
        <button type="button" className={`${styles.pill} ${styles.below}`} onClick={() => go('below')}>
          <Icon path={mdiArrowDown} size={14} />
          {sidebar.moreBelow}
        </button>
      )}
    </>
  );
}

/** The unread rows that are wholly out of sight at one side. */
function unreadAt(scroller: HTMLElement | null, side: Side): HTMLElement[] {
  if (scroller === null) return [];
  const edges = scroller.getBoundingClientRect();
  return [...scroller.querySelectorAll<HTMLElement>('[data-unread]')].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return side === 'above' ? bottom <= edges.top : top >= edges.bottom;
  });
}
