// A link to a position that the channel does not show, since it is a reply's, opens the thread there.

import { useEffect } from 'react';

import { channelKey } from '../../core/store/conversation';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNavigate, useView, useViewNow } from '../../shared/hooks/view/view';

export function useLinkedReply(): void {
  const session = useSession();
  const navigate = useNavigate();
  const viewNow = useViewNow();
  const route = useView((view) => view.route);
  const { channelId, seq } = route;
  const threadId = useChat((state) => (channelId === null || seq === null ? null : (state.timelines[channelKey(channelId)]?.threadAt ?? null)));
  useEffect(() => {
    if (channelId === null || seq === null || threadId === null || viewNow().route !== route) return;
    const timeline = session.store.state.timelines[channelKey(channelId)];
    // Meanwhile another position may have been led to, which is loaded or on its way.
    if (timeline?.threadAt !== threadId || timeline.messages.some((message) => message.seq === seq)) return;
    navigate({ channelId, seq: null }, 'same', { name: 'thread', threadId, seq });
  }, [session, navigate, viewNow, route, channelId, seq, threadId]);
}
