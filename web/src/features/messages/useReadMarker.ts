// Marks as read what was seen: rows inside the viewport of a focused, visible window. Nothing else.

import { useCallback, useEffect, useRef } from 'react';

import { useSession } from '../../shared/hooks/client';

interface ReadMarker {
  /** Call whenever the viewport may show other rows: `seq` is the last one fully inside. */
  seen(seq: number): void;
  /** Stops marking until the channel is opened anew: the user said "unread". */
  hold(): void;
}

export function useReadMarker(channelId: number, member: boolean): ReadMarker {
  const session = useSession();
  const held = useRef(false);
  const latest = useRef(0);

  const mark = useCallback(() => {
    const attentive = document.visibilityState === 'visible' && document.hasFocus();
    if (!attentive || held.current || !member || latest.current === 0) return;
    session.reading.read(channelId, latest.current);
  }, [session, channelId, member]);

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
