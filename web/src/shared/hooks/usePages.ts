// A list that is fetched page by page, anew whenever its key changes.

import { useCallback, useEffect, useRef, useState } from 'react';

import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import type { Page } from '../../core/rest/client';

interface Pages<T> {
  items: readonly T[];
  loading: boolean;
  /** What is shown still answers an earlier key. */
  stale: boolean;
  error: ErrorCode | null;
  /** Fetches the next page, unless something is on its way; `null` when there is none. */
  more: (() => void) | null;
  /** Fetches anew what is shown, which stays until then. */
  refresh(): void;
}

interface Shown<T> {
  /** The key that this answers. */
  key: string | null;
  items: readonly T[];
  next: string | null;
  error: ErrorCode | null;
}

const WAIT_MS = 150;

export function usePages<T>(key: string, fetch: (cursor?: string) => Promise<Page<T>>): Pages<T> {
  const [shown, setShown] = useState<Shown<T>>({ key: null, items: [], next: null, error: null });
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  // `request` is the latest one: no other one's answer counts. `pages` is how many are wanted.
  const run = useRef({ key, request: 0, pages: 1, busy: true });
  const latest = useRef({ key, fetch });
  useEffect(() => {
    latest.current = { key, fetch };
  });

  const load = useCallback(async (request: number, start: { items: readonly T[]; cursor?: string }, pages: number) => {
    const asked = latest.current;
    setLoading(true);
    try {
      let { items, cursor } = start;
      for (let page = 0; page < pages && (page === 0 || cursor !== undefined); page += 1) {
        // Each page says where the next one begins.
        // oxlint-disable-next-line no-await-in-loop
        const answer = await asked.fetch(cursor);
        items = [...items, ...answer.items];
        cursor = answer.next ?? undefined;
      }
      if (request === run.current.request) setShown({ key: asked.key, items, next: cursor ?? null, error: null });
    } catch (thrown) {
      const error = asChatError(thrown).code;
      const nothing = { key: asked.key, items: [], next: null };
      // What answers an earlier key is no answer to this one.
      if (request === run.current.request) setShown((before) => ({ ...(before.key === asked.key ? before : nothing), error }));
    }
    if (request !== run.current.request) return;
    run.current.busy = false;
    setLoading(false);
  }, []);

  useEffect(() => {
    const isFirst = run.current.request === 0;
    const request = run.current.request + 1;
    run.current = { key, request, pages: run.current.key === key ? run.current.pages : 1, busy: true };
    const timer = setTimeout(() => void load(request, { items: [] }, run.current.pages), isFirst ? 0 : WAIT_MS);
    return () => clearTimeout(timer);
  }, [key, round, load]);

  const { items, next, error } = shown;
  const more = (): void => {
    if (next === null || run.current.busy) return;
    run.current = { ...run.current, request: run.current.request + 1, pages: run.current.pages + 1, busy: true };
    void load(run.current.request, { items, cursor: next }, 1);
  };
  return {
    items,
    loading,
    stale: shown.key !== key,
    error,
    more: next === null ? null : more,
    refresh: useCallback(() => setRound((count) => count + 1), []),
  };
}
