// Who is there in a channel that is too large for the server to send it by itself: asked for as far as
// its members are shown, and again while they are.

import { useEffect, useState } from 'react';

import type { ChannelView, Presence } from '../../core/protocol/generated';
import { OFFLINE } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';

const ASK_EVERY_MS = 60_000;

/**
 * The presence of a member, if it was asked for. `last` is the last member shown, by user name; `undefined` for none.
 */
export function useAskedPresence({ id, memberCount }: ChannelView, last: string | undefined): (username: string) => Presence | undefined {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const large = useChat((state) => memberCount > state.limits.presenceMembers);
  const [asked, setAsked] = useState<Readonly<Record<string, Presence>> | null>(null);
  useEffect(() => {
    if (!large || !online || last === undefined) return undefined;
    let current = true;
    const ask = async (): Promise<void> => {
      const found: Record<string, Presence> = {};
      let cursor: string | undefined;
      do {
        // Each page says where the next one begins.
        // oxlint-disable-next-line no-await-in-loop
        const page = await session.channel.presence(id, cursor);
        for (const { user, ...presence } of page.items) found[user] = presence;
        cursor = page.next ?? undefined;
      } while (cursor !== undefined && cursor < last);
      if (current) setAsked(found);
    };
    // What cannot be had now is asked for with the next turn.
    const askOnce = (): void => void (document.hidden ? undefined : ask().catch(() => undefined));
    askOnce();
    const timer = setInterval(askOnce, ASK_EVERY_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [session, id, large, online, last]);
  // Whoever is not named is offline.
  return (username) => (large && asked !== null ? (asked[username] ?? OFFLINE) : undefined);
}
