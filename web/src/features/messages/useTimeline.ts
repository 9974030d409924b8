// What of a conversation is loaded: fetched when it is opened, and once more when that was in vain.

import { useCallback, useEffect } from 'react';

import type { ChatSession } from '../../core/session/session';
import { channelIdOf, isThreadKey, type ConversationKey } from '../../core/store/conversation';
import type { Timeline } from '../../core/store/state';
import { useChat, useSession } from '../../shared/hooks/client';
import { useConversation, useConversationKey } from '../../shared/hooks/view/conversation';

interface LoadedTimeline {
  timeline: Timeline | undefined;
  /** Fetches once more what was refused. */
  retry(): void;
}

export function useTimeline(): LoadedTimeline {
  const session = useSession();
  const conversation = useConversationKey();
  const visit = useConversation((view) => view.visit);
  const landing = useConversation((view) => view.target);
  const timeline = useChat((state) => state.timelines[conversation]);
  const online = useChat((state) => state.phase.name === 'online');
  const missing = timeline === undefined || timeline.stale;

  useEffect(() => {
    const loaded = session.store.state.timelines[conversation];
    if (landing === null) {
      // Somebody was led into the past here; opening a channel means its present.
      if (loaded?.hasAfter === true) void session.timelines.latest(conversation);
    } else if (loaded?.messages.some((message) => message.seq === landing) !== true) {
      void session.timelines.around(conversation, landing);
    }
  }, [session, conversation, landing, visit]);

  const retry = useCallback(() => {
    const loaded = session.store.state.timelines[conversation];
    const side = loaded?.stale === false ? loaded.error?.side : undefined;
    if (side === 'before' || side === 'after') void session.timelines.more(conversation, side);
    else void (landing === null ? openAt(session, conversation) : session.timelines.around(conversation, landing));
  }, [session, conversation, landing]);

  // A refusal stands until the connection is back, or somebody asks again: the server may be overrun.
  useEffect(() => {
    const refused = session.store.state.timelines[conversation]?.error != null;
    if (online && (missing || refused)) retry();
  }, [session, conversation, online, missing, retry]);

  return { timeline, retry };
}

/** With more unread than this, the latest page does not reach back to where the user left off. */
const LATEST_REACHES = 40;

/** Loads where the user left off: the latest page if it reaches back that far, else around it. */
async function openAt(session: ChatSession, conversation: ConversationKey): Promise<void> {
  if (isThreadKey(conversation)) {
    await session.timelines.latest(conversation);
    return;
  }
  const channel = session.store.state.channels[channelIdOf(conversation)];
  const unread = channel === undefined || channel.role === null ? 0 : channel.unreadCount;
  // Straight there: the end, if shown on the way, would count as seen.
  if (unread <= LATEST_REACHES) {
    await session.timelines.latest(conversation);
    // To ask for more would be refused as well.
    if (session.store.state.timelines[conversation]?.error != null) return;
  }
  const leftOff = channel?.lastReadSeq ?? 0;
  const timeline = session.store.state.timelines[conversation];
  const first = timeline?.messages[0];
  const readsBack = timeline?.stale !== true && first !== undefined && (first.seq <= leftOff || !timeline?.hasBefore);
  // Who never read anything begins at the beginning.
  if (unread > 0 && !readsBack) await session.timelines.around(conversation, Math.max(leftOff, 1));
}
