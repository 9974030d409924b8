// The list of notifications as the server has it, fetched anew when it changes.

import { useCallback, useEffect, useState } from 'react';

import type { NotificationKind } from '../../core/protocol/generated';
import type { ListedNotification } from '../../core/rest/routes.generated';
import type { Notifications } from '../../core/session/notifications';
import { useChat, useSession } from '../../shared/hooks/client';
import { usePages } from '../../shared/hooks/usePages';

export function useNotifications(kinds: readonly NotificationKind[]) {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const [centre, setCentre] = useState<Notifications | null>(null);
  /** Positions of those that were read or are gone, until the list says so. */
  const [read, setRead] = useState<readonly number[]>([]);
  const [gone, setGone] = useState<readonly number[]>([]);
  const pages = usePages(kinds.join(), async (cursor) => {
    const loaded = await session.notifications();
    setCentre(loaded);
    return loaded.list(kinds, cursor);
  });
  const { refresh } = pages;
  useEffect(() => {
    if (online) refresh();
  }, [online, refresh]);
  useEffect(
    () =>
      session.listen(({ name, data }) => {
        if (name === 'notifications_read') setRead((seqs) => [...seqs, ...data.seqs]);
        else if (name === 'notifications_removed') setGone((seqs) => [...seqs, ...data.seqs]);
        else if (name !== 'notification' && name !== 'message_updated' && name !== 'channel_left') return;
        refresh();
      }),
    [session, refresh],
  );
  const isUnread = (item: ListedNotification): boolean => item.read !== true && !read.includes(item.seq);
  /** Marks those as read that were opened. A failure leaves them unread. */
  const open = useCallback(
    (opened: readonly ListedNotification[]): void => {
      centre?.open(opened).then(refresh, refresh);
    },
    [centre, refresh],
  );
  const items = pages.items.filter(({ seq }) => !gone.includes(seq));
  const readAll = async (): Promise<void> => {
    const [latest] = items;
    if (latest !== undefined) await (await session.notifications()).readAll(latest.seq);
  };
  return { ...pages, items, isUnread, open, readAll };
}
