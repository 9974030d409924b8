// Keeps a list of a conversation as the server has it: fetched anew when one comes back, and when an event says so.

import { useEffect } from 'react';

import type { ServerEvent } from '../../core/protocol/events';
import { useChat, useSession } from './client';

export type InChannel = Extract<ServerEvent, { data: { channelId: number } }>;

/** `concerns` says whether an event of the channel changes the list. Both must be stable. */
export function useRefreshed(channelId: number, refresh: () => void, concerns: (event: InChannel) => boolean): void {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  useEffect(() => {
    if (online) refresh();
  }, [online, refresh]);
  useEffect(
    () =>
      session.listen((event) => {
        if ('channelId' in event.data && event.data.channelId === channelId && concerns(event as InChannel)) refresh();
      }),
    [session, channelId, refresh, concerns],
  );
}
