// Fetches the parts of the page that are not needed yet, once it is idle: what is opened later is there
// at once, also while the server is away.

import { useEffect, useState } from 'react';

import { channelKey } from '../core/store/conversation';
import { useChat, useSession } from '../shared/hooks/client';
import { usePreferences } from '../shared/hooks/preferences';
import { useView } from '../shared/hooks/view/view';
import { useRegistry } from '../shared/registry/registry';
import { preload } from '../shared/ui/LazyPart';
import { fetchAhead, fetchIdly, fetchParts } from '../shared/ui/when-idle';

/** Returns true once what was opened first is there. */
export function usePreload(): boolean {
  const { dialogs, panes, slashCommands } = useRegistry();
  const session = useSession();
  const { language } = usePreferences();
  const shown = useShown();
  const [begun, begin] = useState(false);
  if (shown && !begun) begin(true);
  useEffect(() => {
    if (!shown) return;
    const small = Object.values(dialogs).filter(({ large }) => large !== true);
    fetchIdly([
      // They count the unread ones.
      () => session.threads(),
      () => session.notifications(),
      () => slashCommands.load(),
      async () => (await import('../core/session/later')).watchLater(session),
      async () => (await import('../core/session/ticket-rights')).watchTicketRights(session),
    ]);
    fetchParts();
    fetchAhead([...small, ...Object.values(panes)].map(({ load }) => () => preload(load)));
  }, [shown, dialogs, panes, slashCommands, session]);
  useEffect(() => {
    if (shown) fetchAhead([async () => (await import('../shared/hooks/prepare-emoji')).prepareEmoji(language)]);
  }, [shown, language]);
  return begun;
}

/** True once the messages of the open conversation are there: on a slow line nothing may delay them. */
function useShown(): boolean {
  const channelId = useView((view) => view.route.channelId);
  return useChat((state) => {
    if (state.phase.name !== 'online') return false;
    if (channelId === null || state.channels[channelId] === undefined) return true;
    const timeline = state.timelines[channelKey(channelId)];
    return timeline !== undefined && (timeline.messages.length > 0 || timeline.loading === null);
  });
}
