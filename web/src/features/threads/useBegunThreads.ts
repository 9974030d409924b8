// The first messages of threads in which the user has begun a reply, as it was when the component was last rendered.

import { useEffect } from 'react';

import { placesOf } from '../../core/drafts/places';
import type { Message } from '../../core/protocol/generated';
import { parseConversation } from '../../core/store/conversation';
import { sameItems, useChat, useSession } from '../../shared/hooks/client';
import { useView } from '../../shared/hooks/view/view';

/** Without the thread that is open, and without those that the user can no longer open: their texts are offered elsewhere. */
export function useBegunThreads(): readonly Message[] {
  const { drafts, quotes } = useSession();
  const open = useView(({ pane }) => (pane?.name === 'thread' ? pane.threadId : null));
  const online = useChat((state) => state.phase.name === 'online');
  const begun = useChat(({ me }) => {
    const user = me?.username ?? '';
    return placesOf(drafts, user).flatMap((place) => {
      const thread = place.startsWith('thread:') && drafts.get(user, place)?.text.trim() ? parseConversation(place) : null;
      return thread === null || thread.id === open ? [] : [thread.id];
    });
  }, sameItems);
  useEffect(() => {
    if (online) for (const id of begun) void quotes.load(id);
  }, [online, quotes, begun]);
  return useChat(
    ({ quoted, channels }) =>
      begun.flatMap((id) => {
        const message = quoted[id];
        const channel = channels[message?.channelId ?? 0];
        return message !== undefined && channel?.role != null && channel.active && !channel.hidden ? [message] : [];
      }),
    sameItems,
  );
}
