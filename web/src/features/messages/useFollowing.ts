// A list that is scrolled to its end follows new messages. What was missed while there was no connection is new:
// the list stays where it was read up to.

import { useLayoutEffect, useRef, type RefObject } from 'react';

import type { Message } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';

interface FollowingOptions {
  channelId: number;
  messages: readonly Message[];
  me: string;
  /** Whether the end is followed now. */
  following: RefObject<boolean>;
  stay(): void;
  toEnd(): void;
}

export function useFollowing({ channelId, messages, me, following, stay, toEnd }: FollowingOptions): void {
  const liveAfter = useChat((state) => state.liveAfter[channelId] ?? 0);
  const last = messages.at(-1)?.seq ?? 0;
  const known = useRef(last);
  useLayoutEffect(() => {
    const before = known.current;
    known.current = last;
    if (last <= before || !following.current) return;
    const came = messages.slice(messages.findLastIndex((message) => message.seq <= before) + 1);
    const missed = before > 0 && came.some((message) => message.seq <= liveAfter && message.userId !== me);
    if (missed) stay();
    else toEnd();
  });
}
