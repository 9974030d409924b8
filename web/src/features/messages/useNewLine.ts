// Where the "New" line stands: after what was read when the channel was opened or the window left.

import { useCallback, useEffect, useRef, useState } from 'react';

import type { ChannelView, Message } from '../../core/protocol/generated';

interface NewLine {
  /** The position after which messages are new; `null` for no line. */
  newAfter: number | null;
  clear(): void;
  startAfter(seq: number): void;
}

/** It stays put while the user reads, and goes with `clear`. */
export function useNewLine(channel: ChannelView, messages: readonly Message[], me: string): NewLine {
  const [newAfter, setNewAfter] = useState<number | null>(
    channel.role !== null && channel.unreadCount > 0 ? channel.lastReadSeq : null,
  );
  const latest = useRef(messages);
  useEffect(() => {
    latest.current = messages;
  });

  useEffect(() => {
    const leave = (): void => {
      const last = latest.current.at(-1)?.seq ?? 0;
      setNewAfter((current) => (current === null || !anyAfter(latest.current, current, me) ? last : current));
    };
    const back = (): void => {
      // Nothing came meanwhile: a line would appear only over what is written before one's eyes.
      setNewAfter((current) => (current !== null && anyAfter(latest.current, current, me) ? current : null));
    };
    window.addEventListener('blur', leave);
    window.addEventListener('focus', back);
    return () => {
      window.removeEventListener('blur', leave);
      window.removeEventListener('focus', back);
    };
  }, [me]);

  const clear = useCallback(() => setNewAfter(null), []);
  const startAfter = useCallback((seq: number) => setNewAfter(seq), []);
  return { newAfter, clear, startAfter };
}

function anyAfter(messages: readonly Message[], seq: number, me: string): boolean {
  const last = messages.findLast((message) => message.userId !== me);
  return last !== undefined && last.seq > seq;
}
