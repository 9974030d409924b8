// What of a conversation is loaded: fetched when it is opened, and once more when that was in vain.

import { useCallback, useEffect } from 'react';

import type { ChatSession } from '../../core/session/session';
import type { Timeline } from '../../core/store/state';
import { useChat, useSession } from '../../shared/hooks/client';
import { useView } from '../../shared/hooks/view/view';

interface LoadedTimeline {
  timeline: Timeline | undefined;
  /** Fetches once more what was refused. */
  retry(): void;
}

export function useTimeline(channelId: number): LoadedTimeline {
  const session = useSession();
  const visit = useView((view) => view.visit);
  const landing = useView((view) => view.route.seq);
  const timeline = useChat((state) => state.timelines[channelId]);
  const online = useChat((state) => state.phase.name === 'online');
  const missing = timeline === undefined || timeline.stale;

  useEffect(() => {
    const loaded = session.store.state.timelines[channelId];
    if (landing === null) {
      // Somebody was led into the past here; opening a channel means its present.
      if (loaded?.hasAfter === true) void session.timelines.latest(channelId);
    } else if (loaded?.messages.some((message) => message.seq === landing) !== true) {
      void session.timelines.around(channelId, landing);
    }
  }, [session, channelId, landing, visit]);

  const retry = useCallback(() => {
    const loaded = session.store.state.timelines[channelId];
    const side = loaded?.stale === false ? loaded.error?.side : undefined;
    if (side === 'before') void session.timelines.older(channelId);
    else if (side === 'after') void session.timelines.newer(channelId);
    else void (landing === null ? openAt(session, channelId) : session.timelines.around(channelId, landing));
  }, [session, channelId, landing]);

  // A refusal stands until the connection is back, or somebody asks again: the server may be overrun.
  useEffect(() => {
    const refused = session.store.state.timelines[channelId]?.error != null;
    if (online && (missing || refused)) retry();
  }, [session, channelId, online, missing, retry]);

  return { timeline, retry };
}

/** With more unread than this, the latest page does not reach back to where the user left off. */
const LATEST_REACHES = 40;

/** Loads where the user left off: the latest page if it reaches back that far, else around it. */
async function openAt(session: ChatSession, channelId: number): Promise<void> {
  const channel = session.store.state.channels[channelId];
  const unread = channel === undefined || channel.role === null ? 0 : channel.unreadCount;
  // Straight there: the end, if shown on the way, would count as seen.
  if (unread <= LATEST_REACHES) {
    await session.timelines.latest(channelId);
    // To ask for more would be refused as well.
    if (session.store.state.timelines[channelId]?.error != null) return;
  }
  const leftOff = channel?.lastReadSeq ?? 0;
  const timeline = session.store.state.timelines[channelId];
  const first = timeline?.messages[0];
  const readsBack = timeline?.stale !== true && first !== undefined && (first.seq <= leftOff || !timeline?.hasBefore);
  // Who never read anything begins at the beginning.
  if (unread > 0 && !readsBack) await session.timelines.around(channelId, Math.max(leftOff, 1));
}
