// Going to the end of the list, and staying there when the room for it changes.

import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

import { useGoTo } from '../../shared/hooks/view/conversation';

interface ListEndOptions {
  scroller: RefObject<HTMLElement | null>;
  /** True while newer messages exist that are not loaded. */
  hasAfter: boolean;
  /** Whether the end is followed now. */
  following: RefObject<boolean>;
  /** How many of the user's own messages are on their way. */
  sent: number;
  /** Grows whenever the end is asked for. */
  endRequests: number;
  scrollToEnd(): void;
}

/** Gives the way to the end. */
export function useListEnd(options: ListEndOptions): () => void {
  const { scroller, hasAfter, following, sent, endRequests } = options;
  const goTo = useGoTo();
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });

  const toEnd = useCallback(() => {
    // What is loaded ends in the past: the conversation is opened anew, at its end.
    if (hasAfter) goTo(null);
    else requestAnimationFrame(() => latest.current.scrollToEnd());
  }, [hasAfter, goTo]);

  // One's own message is always shown, wherever one was reading.
  const lastSent = useRef(sent);
  useLayoutEffect(() => {
    if (sent > lastSent.current) toEnd();
    lastSent.current = sent;
  }, [sent, toEnd]);

  const answered = useRef(endRequests);
  useEffect(() => {
    if (answered.current !== endRequests) toEnd();
    answered.current = endRequests;
  }, [endRequests, toEnd]);

  // A box that grows takes room from the list; who stood at the end stays there.
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (following.current) latest.current.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, following]);

  return toEnd;
}
