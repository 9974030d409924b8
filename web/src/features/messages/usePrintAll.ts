// Ctrl P prints the whole conversation: what is not loaded yet is fetched first.

import { useEffect } from 'react';

import type { ChatSession } from '../../core/session/session';
import { channelKey, type ConversationKey } from '../../core/store/conversation';
import { useSession } from '../../shared/hooks/client';
import { useView } from '../../shared/hooks/view/view';

/** More are neither fetched nor printed: some 150 pages. */
const MOST_MESSAGES = 3000;

export function usePrintAll(): void {
  const session = useSession();
  const channelId = useView((view) => view.route.channelId);
  useEffect(() => {
    if (channelId === null) return undefined;
    const conversation = channelKey(channelId);
    const listen = (event: KeyboardEvent): void => {
      const prints = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'p';
      if (!prints || session.store.state.timelines[conversation]?.hasBefore !== true) return;
      event.preventDefault();
      void loadAll(session, conversation).then(() => window.print());
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [session, channelId]);
}

/** Stops where nothing more comes, e.g. because the connection is lost. */
async function loadAll(session: ChatSession, conversation: ConversationKey): Promise<void> {
  const timeline = session.store.state.timelines[conversation];
  if (timeline === undefined || !timeline.hasBefore || timeline.messages.length >= MOST_MESSAGES) return;
  await session.timelines.older(conversation);
  const loaded = session.store.state.timelines[conversation];
  if (loaded !== undefined && loaded.messages.length > timeline.messages.length) await loadAll(session, conversation);
}
