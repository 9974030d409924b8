// A list that is scrolled to its end follows new messages. What was missed while there was no connection is new:
// where that is more than fits into the view, the list stays where it was read up to.

import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

import type { Message } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';

/** When nothing more has come for so long, all that was missed is there. */
const SETTLED_MS = 300;

interface FollowingOptions {
  channelId: number;
  messages: readonly Message[];
  me: string;
  /** Whether the end is followed now. */
  following: RefObject<boolean>;
  /** Whether the end is near, and what comes after a message would be in view there. */
  fits(after: number): boolean;
  stay(): void;
  toEnd(): void;
}

export function useFollowing(options: FollowingOptions): void {
  const { channelId, messages, me, following, stay, toEnd } = options;
  const liveAfter = useChat((state) => state.liveAfter[channelId] ?? 0);
  const last = messages.at(-1)?.seq ?? 0;
  const known = useRef(last);
  /** After which message the last gap begins, and up to where it goes. */
  const gap = useRef({ after: 0, until: 0 });
  const settled = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
    const before = known.current;
    known.current = last;
    if (last <= before || !(following.current || gap.current.until === liveAfter)) return;
    const came = messages.slice(messages.findLastIndex((message) => message.seq <= before) + 1);
    const missed = before > 0 && came.some((message) => message.seq <= liveAfter && message.userId !== me);
    if (missed) {
      if (gap.current.until !== liveAfter) gap.current = { after: before, until: liveAfter };
      stay();
      clearTimeout(settled.current);
      settled.current = setTimeout(() => latest.current.fits(gap.current.after) && latest.current.toEnd(), SETTLED_MS);
    } else if (following.current) toEnd();
  });
  useEffect(() => () => clearTimeout(settled.current), []);
}
