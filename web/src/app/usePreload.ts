// Fetches the parts of the page that are not needed yet, once it is idle: what is opened later is there
// at once, also while the server is away.

import { useEffect } from 'react';

import { useChat } from '../shared/hooks/client';
import { useRegistry } from '../shared/registry/registry';

/** Where the browser does not say when it is idle. */
const SOON_MS = 2000;

export function usePreload(): void {
  const { dialogs, panes } = useRegistry();
  const online = useChat((state) => state.phase.name === 'online');
  useEffect(() => {
    if (!online) return undefined;
    const fetchAll = (): void => {
      const loads = [...Object.values(dialogs), ...Object.values(panes).map(({ load }) => load)];
      // What cannot be fetched now is fetched when it is opened.
      for (const load of loads) load().catch(() => undefined);
    };
    if (globalThis.requestIdleCallback === undefined) {
      const timer = setTimeout(fetchAll, SOON_MS);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(fetchAll);
    return () => cancelIdleCallback(idle);
  }, [online, dialogs, panes]);
}
