// The address of a file for an element that plays it: it fetches the parts that it needs by itself, and sends no
// login. A link lasts for some minutes; who plays on, or seeks, gets the next one.

import { useCallback, useEffect, useRef, useState } from 'react';

import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import { linkTo } from '../../core/session/files';
import { useChat, useSession } from '../../shared/hooks/client';

export interface Link {
  /** Empty until it is there. */
  url: string;
  /** How many links there have been: an element keeps nothing of an earlier one. */
  round: number;
  error: ErrorCode | null;
  /** The element cannot get any further with the link. Returns false when another one would not help either. */
  renew(): boolean;
  /** The element gets on. */
  works(): void;
}

/** Links that lead nowhere, one after the other: it is the file. */
const MOST_ROUNDS = 2;

/** `wanted` is false until it is to be played. */
export function useLink(id: string, wanted: boolean): Link {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const [{ url, error }, set] = useState<{ url: string; error: ErrorCode | null }>({ url: '', error: null });
  const [round, setRound] = useState(0);
  const failed = useRef(0);
  const asks = wanted && (online || error === null);
  useEffect(() => {
    if (!asks) return undefined;
    let current = true;
    linkTo(session, id).then(
      (link) => (current ? set({ url: link.url, error: null }) : undefined),
      (thrown: unknown) => (current ? set({ url: '', error: asChatError(thrown).code }) : undefined),
    );
    return () => {
      current = false;
    };
  }, [session, id, asks, round]);
  const renew = useCallback((): boolean => {
    failed.current += 1;
    if (failed.current > MOST_ROUNDS) return false;
    set({ url: '', error: null });
    setRound((before) => before + 1);
    return true;
  }, []);
  const works = useCallback((): void => {
    failed.current = 0;
  }, []);
  return { url, round, error, renew, works };
}
