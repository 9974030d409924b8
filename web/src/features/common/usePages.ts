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
  /** Fetches the next page; `null` when there is none. */
  more: (() => void) | null;
  /** Fetches everything anew. */
  refresh(): void;
  /** Replaces what is shown, e.g. after a change that the server has confirmed. */
  replace(change: (items: readonly T[]) => readonly T[]): void;
}

const WAIT_MS = 150;

export function usePages<T>(key: string, fetch: (cursor?: string) => Promise<Page<T>>): Pages<T> {
  const [items, setItems] = useState<readonly T[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [answered, setAnswered] = useState<string | null>(null);
  const [error, setError] = useState<ErrorCode | null>(null);
  const [round, setRound] = useState(0);
  const current = useRef(0);
  const latest = useRef({ key, fetch });
  useEffect(() => {
    latest.current = { key, fetch };
  });

  const load = useCallback(async (cursor: string | undefined, request: number) => {
    const asked = latest.current;
    setLoading(true);
    try {
      const page = await asked.fetch(cursor);
      if (request !== current.current) return;
      setItems((known) => (cursor === undefined ? page.items : [...known, ...page.items]));
      setNext(page.next ?? null);
      setError(null);
    } catch (thrown) {
      if (request === current.current) setError(asChatError(thrown).code);
    } finally {
      if (request === current.current) {
        setLoading(false);
        setAnswered(asked.key);
      }
    }
  }, []);

  useEffect(() => {
    current.current += 1;
    const request = current.current;
    const timer = setTimeout(() => void load(undefined, request), request === 1 ? 0 : WAIT_MS);
    return () => clearTimeout(timer);
  }, [key, round, load]);

  return {
    items,
    loading,
    stale: answered !== key,
    error,
    more: next === null ? null : () => void load(next, current.current),
    refresh: useCallback(() => setRound((count) => count + 1), []),
    replace: setItems,
  };
}
