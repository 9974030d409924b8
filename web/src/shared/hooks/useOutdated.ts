// Whether the server has been upgraded since this page was loaded, or has its files no more: parts that the page
// has not fetched yet may be gone.

import type { ChatSession } from '../../core/session/session';
import { useChat, useSession } from './client';

/** The build that each session met first, which is the one that served the page. */
const first = new WeakMap<ChatSession, string>();

export function useOutdated(): boolean {
  const session = useSession();
  return useChat(({ build, pageGone = false }) => {
    if (build === undefined || pageGone) return pageGone;
    const own = first.get(session) ?? build;
    first.set(session, own);
    return build !== own;
  });
}
