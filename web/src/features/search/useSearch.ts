// The messages that match a query, page by page, as they are now: what is edited or deleted meanwhile shows no old text.

import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';

import { asChatError, type ChatError } from '../../core/protocol/errors';
import { isChannelEvent, type ServerEvent } from '../../core/protocol/events';
import type { Message } from '../../core/protocol/generated';
import type { SearchHit } from '../../core/rest/routes.generated';
import { searchMessages, type SearchOrder } from '../../core/session/search';
import { useChat, useSession } from '../../shared/hooks/client';
import { usePages } from '../../shared/hooks/usePages';

/** So many pages without a message are fetched unasked. */
const MOST_EMPTY = 4;

export interface Search {
  hits: readonly SearchHit[];
  loading: boolean;
  /** What is shown answers an earlier query. */
  stale: boolean;
  problem: ChatError | null;
  /** Fetches the next page; `null` when there is none. */
  more: (() => void) | null;
  /** True when it has looked far back and found nothing more so far: to go on is up to the user. */
  paused: boolean;
  retry(): void;
}

/** An empty query finds nothing. */
export function useSearch(query: string, sort: SearchOrder): Search {
  const session = useSession();
  const [problem, setProblem] = useState<ChatError | null>(null);
  const [empty, setEmpty] = useState(0);
  const pages = usePages(JSON.stringify([query, sort]), async (cursor) => {
    if (query === '') return { items: [] };
    try {
      const page = await searchMessages(session, query, sort, cursor);
      setEmpty((count) => (page.items.length === 0 ? count + 1 : 0));
      return page;
    } catch (thrown) {
      setProblem(asChatError(thrown));
      throw thrown;
    }
  });
  const { refresh, more } = pages;
  const paused = empty >= MOST_EMPTY;
  const goOn = (): void => {
    setEmpty(0);
    more?.();
  };
  const shown = useRef<ReadonlySet<number>>(new Set());
  useEffect(() => {
    shown.current = new Set(pages.items.map(({ message }) => message.id));
  }, [pages.items]);
  const later = useLater(shown, refresh);
  const hits = useMemo(() => pages.items.flatMap((hit) => asItIs(hit, later)), [pages.items, later]);
  return {
    hits,
    loading: pages.loading,
    stale: pages.stale,
    problem: pages.error === null ? null : problem,
    more: paused && more !== null ? goOn : more,
    paused,
    retry: refresh,
  };
}

/** Message → what it has become since; `null` where it is gone. */
type Later = ReadonlyMap<number, Message | null>;
const NOTHING: Later = new Map();

/** Asks again when what is shown has changed, and once there may have been events that nobody saw. */
function useLater(shown: RefObject<ReadonlySet<number>>, refresh: () => void): Later {
  const session = useSession();
  const [later, setLater] = useState(NOTHING);
  const login = useChat((state) => state.liveAfter);
  const known = useRef(login);
  useEffect(() => {
    if (known.current === login) return;
    known.current = login;
    setLater(NOTHING);
    refresh();
  }, [login, refresh]);
  useEffect(
    () =>
      session.listen((event) => {
        const now = changeOf(event);
        if (now !== null) setLater((before) => new Map([...before, now]));
        const changed = now !== null && shown.current.has(now[0]);
        if (changed || event.name === 'channel_left' || event.name === 'channel_updated') refresh();
      }),
    [session, shown, refresh],
  );
  return later;
}

function changeOf(event: ServerEvent): [number, Message | null] | null {
  if (!isChannelEvent(event)) return null;
  if (event.name === 'message_updated') return [event.data.message.id, event.data.message];
  return event.name === 'message_deleted' ? [event.data.messageId, null] : null;
}

function asItIs(hit: SearchHit, later: Later): SearchHit[] {
  const now = later.get(hit.message.id);
  if (now === undefined || now?.text === hit.message.text) return [hit];
  return now === null ? [] : [{ ...hit, message: now }];
}
