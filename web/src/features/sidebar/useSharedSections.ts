// Keeps the sections that a user has made the same on all their devices: what is changed here is sent as soon as
// the server can be reached, and otherwise what the server has is shown.

import { useEffect, useRef } from 'react';

import { asChatError } from '../../core/protocol/errors';
import type { ChatSession } from '../../core/session/session';
import { useChat, useSession } from '../../shared/hooks/client';
import type { OwnSections } from '../../shared/hooks/own-sections';
import { changeOwnSections, ownSections, sidebarChoices, takeOwnSections, useSidebarChoices } from '../../shared/hooks/sidebar';
import { useNotify } from '../../shared/hooks/view/view';

export function useSharedSections(): void {
  const session = useSession();
  const notify = useNotify();
  const choices = useSidebarChoices();
  const online = useChat((state) => state.phase.name === 'online');
  const me = useChat((state) => state.me?.username ?? '');
  const kept = useChat((state) => state.preferences?.sections);
  const sending = useRef(false);
  useEffect(() => {
    if (online) void session.notifications().catch(() => undefined);
  }, [session, online]);
  useEffect(() => {
    if (me === '' || kept === undefined || sending.current) return;
    const sent = choices.sent[me];
    const own = ownSections(choices, me);
    if (sent === false) {
      if (!online) return;
      sending.current = true;
      send(session, me)
        .catch(notify.failure)
        .finally(() => (sending.current = false));
      return;
    }
    // From before the server kept them, there may be some here only.
    const hereOnly = sent === true ? [] : own.filter(({ id }) => !kept.some((section) => section.id === id));
    if (hereOnly.length > 0) changeOwnSections(me, () => [...kept, ...hereOnly]);
    else if (sent === undefined || !isSame(own, kept)) takeOwnSections(me, kept);
  }, [session, notify, choices, online, me, kept]);
}

/** Sends them until the server has the latest. Rejects with what the server refuses, whose own are then shown again. */
async function send(session: ChatSession, me: string): Promise<void> {
  const sections = ownSections(sidebarChoices.get(), me);
  try {
    const notifications = await session.notifications();
    await notifications.prefer({ sections: sections.map((section) => ({ ...section, channels: [...section.channels] })) });
  } catch (thrown) {
    // The next connection sends them.
    if (asChatError(thrown).retryable) return;
    takeOwnSections(me, session.store.state.preferences?.sections ?? []);
    throw thrown;
  }
  if (isSame(ownSections(sidebarChoices.get(), me), sections)) takeOwnSections(me, sections);
  else await send(session, me);
}

function isSame(one: OwnSections, other: OwnSections): boolean {
  return JSON.stringify(one.map(inOrder)) === JSON.stringify(other.map(inOrder));
}

/** Fields in one order: the wire has none. */
function inOrder({ id, title, channels }: OwnSections[number]): unknown[] {
  return [id, title, channels];
}
