// Fetches the parts of the page that are not needed yet, once it is idle: what is opened later is there
// at once, also while the server is away.

import { useEffect } from 'react';

import { useChat, useSession } from '../shared/hooks/client';
import { useRegistry } from '../shared/registry/registry';
import { preload } from '../shared/ui/LazyPart';
import { fetchParts } from '../shared/ui/when-idle';

/** Where the browser does not say when it is idle. */
const SOON_MS = 2000;

export function usePreload(): void {
  const { dialogs, panes, slashCommands } = useRegistry();
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  useEffect(() => {
    if (!online) return undefined;
    const fetchAll = (): void => {
      // What cannot be fetched now is fetched when it is opened.
      for (const { load } of Object.values(dialogs)) preload(load).catch(() => undefined);
      for (const { load } of Object.values(panes)) preload(load).catch(() => undefined);
      fetchParts();
      slashCommands.load().catch(() => undefined);
      // They count the unread ones.
      session.threads().catch(() => undefined);
      import('../core/session/later').then(({ watchLater }) => watchLater(session), () => undefined);
      import('../core/session/ticket-rights').then(({ watchTicketRights }) => watchTicketRights(session), () => undefined);
      session.notifications().catch(() => undefined);
    };
    if (globalThis.requestIdleCallback === undefined) {
      const timer = setTimeout(fetchAll, SOON_MS);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(fetchAll);
    return () => cancelIdleCallback(idle);
  }, [online, dialogs, panes, slashCommands, session]);
}
