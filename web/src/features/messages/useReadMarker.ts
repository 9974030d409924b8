// Marks as read what was seen: rows inside the viewport of a focused, visible window. Nothing else.

import { useCallback, useEffect, useRef } from 'react';

interface ReadMarker {
  /** Call whenever the viewport may show other rows: `seq` is the last one fully inside. */
  seen(seq: number): void;
  /** Stops marking until the conversation is opened anew: the user said "unread". */
  hold(): void;
}

/** `read` stays the same function as long as the conversation is open. */
export function useReadMarker(read: (seq: number) => void, member: boolean): ReadMarker {
  const held = useRef(false);
  const latest = useRef(0);

  const mark = useCallback(() => {
    const attentive = document.visibilityState === 'visible' && document.hasFocus();
    if (!attentive || held.current || !member || latest.current === 0) return;
    read(latest.current);
  }, [read, member]);

  useEffect(() => {
    window.addEventListener('focus', mark);
    document.addEventListener('visibilitychange', mark);
    return () => {
      window.removeEventListener('focus', mark);
      document.removeEventListener('visibilitychange', mark);
    };
  }, [mark]);

  const seen = useCallback(
    (seq: number) => {
      latest.current = seq;
      mark();
    },
    [mark],
  );
  const hold = useCallback(() => {
    held.current = true;
  }, []);
  return { seen, hold };
}
