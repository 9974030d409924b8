// Who is in a channel, page by page, and anew whenever that changes.

import { useEffect, useRef } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { usePages } from '../../shared/hooks/usePages';

export function useMemberPages({ id, memberCount, type, role }: ChannelView) {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const pages = usePages(String(id), (cursor) => session.channel.members(id, cursor));
  const { refresh } = pages;

  // A change of role leaves their number as it is.
  useEffect(
    () =>
      session.listen(({ name, data }) => {
        if ((name === 'user_joined' || name === 'user_left') && data.channelId === id) refresh();
      }),
    [session, id, refresh],
  );

  // Whoever only looks at a channel hears of nothing, and offline nobody does.
  const seen = useRef({ memberCount, type, role, online });
  useEffect(() => {
    const before = seen.current;
    seen.current = { memberCount, type, role, online };
    // A group that becomes a channel has an owner.
    if (before.memberCount !== memberCount || before.type !== type || before.role !== role || (online && !before.online)) refresh();
  }, [memberCount, type, role, online, refresh]);
  return pages;
}
