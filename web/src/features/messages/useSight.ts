// What follows from what is in view: marking as read, fetching more, and which pills are shown.

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

import { UNREAD_CAP, type Timeline } from '../../core/store/state';
import { useSession } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import type { Rows } from './rows';
import type { useReadMarker } from './useReadMarker';
import type { ReadState } from './useReadState';
import { END_WITHIN_PIXELS, type RowVirtualizer } from './useRowVirtualizer';

interface SightOptions {
  readState: ReadState;
  scrollerRef: RefObject<HTMLElement | null>;
  virtualizer: RowVirtualizer;
  rows: Rows;
  timeline: Timeline;
  marker: ReturnType<typeof useReadMarker>;
  /** Called when the "New" line is in view of somebody who looks. */
  onLineSeen(): void;
}

interface Sight {
  /** True when the end is in view, or followed. */
  atEnd: boolean;
  /** True while the first new message lies above the view. */
  newAbove: boolean;
  /** How many unread messages lie below the view. */
  newBelow: number;
  /** True while what comes is followed to the end. */
  following: RefObject<boolean>;
  /** Ends that: the list stays where it is. */
  stay(): void;
  /** False until the list stands where it opens: until then nothing in view is seen. */
  begun: RefObject<boolean>;
  /** Call once it stands there. */
  begin(): void;
  /** The index of the last row below `below` that is wholly in view; -1 for none. */
  lastVisible(below: number): number;
  /** Call whenever the list has scrolled. */
  look(): void;
}

/** More messages are fetched when fewer rows than this are left on a side. */
const FETCH_WITHIN_ROWS = 15;
/** A row may stick out by this much and still count as wholly in view. */
const SLACK_PIXELS = 8;

export function useSight({ readState, scrollerRef, virtualizer, rows, timeline, marker, onLineSeen }: SightOptions): Sight {
  const { lastReadSeq, unreadCount } = readState;
  const { messages, hasBefore, hasAfter, error } = timeline;
  const session = useSession();
  const conversation = useConversationKey();
  const [atEnd, setAtEnd] = useState(true);
  const [newBelow, setNewBelow] = useState(0);
  const following = useRef(true);
  const begun = useRef(false);
  const endSeen = useRef(0);
  const height = useRef(0);
  const [newAbove, setNewAbove] = useState(false);

  const lastVisible = useCallback(
    (below: number): number => {
      const element = scrollerRef.current;
      const bottom = (element?.scrollTop ?? 0) + (element?.clientHeight ?? 0) + SLACK_PIXELS;
      return virtualizer.getVirtualItems().findLast((item) => item.end <= bottom && item.index < below)?.index ?? -1;
    },
    [scrollerRef, virtualizer],
  );

  const look = useCallback(() => {
    const element = scrollerRef.current;
    if (element === null || element.clientHeight === 0 || !begun.current) return;
    const seen = messages[lastVisible(messages.length)]?.seq ?? 0;
    if (seen > 0) marker.seen(seen);
    const resized = height.current !== element.clientHeight;
    height.current = element.clientHeight;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (left < END_WITHIN_PIXELS && !hasAfter) {
      following.current = true;
      endSeen.current = seen;
    } else if (hasAfter || (seen < endSeen.current && !resized)) {
      // What was the end is out of view: somebody went away from it. A list that grows faster than it
      // can follow shows the same rows as before, and one that lost room to the composer is about to follow.
      following.current = false;
    }
    setAtEnd(following.current);
    const below = rows.countAfter(Math.max(seen, lastReadSeq), UNREAD_CAP);
    setNewBelow(unreadCount === 0 ? 0 : hasAfter ? Math.max(below, unreadCount) : below);
    const items = virtualizer.getVirtualItems();
    const first = items.find((item) => item.end > element.scrollTop)?.index ?? 0;
    setNewAbove(rows.firstNewIndex !== -1 && rows.firstNewIndex < first);
    if (rows.firstNewIndex >= first && rows.firstNewIndex <= lastVisible(rows.count) && document.hasFocus()) onLineSeen();
    // What was refused is not asked for again at every look: see `useTimeline`.
    if (error !== null) return;
    if (first < FETCH_WITHIN_ROWS && hasBefore) void session.timelines.more(conversation, 'before');
    const last = items.at(-1)?.index ?? 0;
    if (last > rows.count - FETCH_WITHIN_ROWS && hasAfter) void session.timelines.more(conversation, 'after');
  }, [scrollerRef, virtualizer, lastVisible, messages, marker, rows, hasAfter, hasBefore, error, session, conversation, lastReadSeq, unreadCount, onLineSeen]);

  const stay = useCallback(() => {
    following.current = false;
  }, []);

  const lookNow = useRef(look);
  useLayoutEffect(() => {
    lookNow.current = look;
  });
  const begin = useCallback(() => {
    begun.current = true;
    requestAnimationFrame(() => lookNow.current());
  }, []);

  // After every render what is in view may have changed. Not before the next frame: asked for at once,
  // the browser would have to lay everything out twice.
  useEffect(() => {
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  });
  return { atEnd, newAbove, newBelow, following, stay, begun, begin, lastVisible, look };
}
