// A channel that one looks at without being in it: no events come from there, so one looks again.

import { useEffect } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { channelKey } from '../../core/store/conversation';
import { useChat, useSession } from '../../shared/hooks/client';

const LOOK_EVERY_MS = 5000;

/** Keeps the channel and the end of its messages up to date while it is looked at. */
export function useVisit(channel: ChannelView | undefined): void {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const visited = channel?.role === null ? channel.id : null;
  useEffect(() => {
    if (visited === null || !online) return undefined;
    const conversation = channelKey(visited);
    const look = async (): Promise<void> => {
      if (document.hidden) return;
      try {
        const { seq } = await session.channel.refresh(visited);
        const timeline = session.store.state.timelines[conversation];
        const last = timeline?.messages.at(-1)?.seq ?? 0;
        if (timeline?.hasAfter !== false || seq <= last) return;
        await (last > 0 ? session.timelines.more(conversation, 'after') : session.timelines.latest(conversation));
      } catch {
        // It may have been closed to visitors, or the server be busy: the next look says more.
      }
    };
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [session, visited, online]);
}
