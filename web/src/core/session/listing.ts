// Keeping a list of the user's own in the state as the server has it.

import type { ServerEvent } from '../protocol/events';
import type { Page } from '../rest/client';
import type { ChatSession as Session } from './session';

/** Several changes at once are one request. */
const SETTLED_MS = 100;
const MOST_PAGES = 10;

/** Loads a list now, after each login, and after each event that concerns it. */
export function keepListed(session: Session, concerns: (event: ServerEvent) => boolean, load: () => Promise<void>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let login = session.store.state.liveAfter;
  const refresh = (): void => {
    clearTimeout(timer);
    // What fails is loaded after the next login.
    timer = setTimeout(() => void load().catch(() => undefined), SETTLED_MS);
  };
  session.listen((event) => {
    if (concerns(event)) refresh();
  });
  session.store.subscribe(() => {
    const { liveAfter, me } = session.store.state;
    if (liveAfter === login) return;
    login = liveAfter;
    if (me !== null) refresh();
  });
  refresh();
}

/** All items of a list; `null` where another user has logged in meanwhile. */
export async function allPages<T>({ store }: Session, fetch: (cursor?: string) => Promise<Page<T>>): Promise<readonly T[] | null> {
  const user = store.state.me?.username;
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES && (page === 0 || cursor !== undefined); page += 1) {
    // Each page says where the next one begins.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await fetch(cursor);
    items.push(...answer.items);
    cursor = answer.next ?? undefined;
  }
  return store.state.me?.username === user ? items : null;
}
