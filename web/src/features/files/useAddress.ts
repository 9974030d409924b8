// Addresses of files for elements that show them. The bytes need a login, which no element sends: they are
// fetched, and released a while after the last element that showed them is gone.

import { useEffect, useState } from 'react';

import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import { readFile, type FilePart } from '../../core/session/files';
import type { ChatSession } from '../../core/session/session';
import { useChat, useSession } from '../../shared/hooks/client';

interface Held {
  users: number;
  ready: Promise<string>;
  abort: AbortController;
  size: number;
  /** When it was last used, as a count. */
  used: number;
}

/** Of what nobody shows, so much is kept, so that scrolling back fetches nothing again. */
const KEPT_BYTES = 60_000_000;

/** By the part and the id. */
const held = new Map<string, Held>();
let uses = 0;

function hold(session: ChatSession, part: FilePart, id: string): Promise<string> {
  const key = `${part} ${id}`;
  const known = held.get(key);
  const entry = known ?? fetched(session, part, id);
  held.set(key, entry);
  entry.users += 1;
  entry.used = uses += 1;
  return entry.ready;
}

function fetched(session: ChatSession, part: FilePart, id: string): Held {
  const abort = new AbortController();
  const entry: Held = { users: 0, abort, size: 0, used: 0, ready: Promise.resolve('') };
  entry.ready = readFile(session, id, { part, signal: abort.signal }).then((blob) => {
    entry.size = blob.size;
    return URL.createObjectURL(blob);
  });
  entry.ready.catch(() => {
    // The next element that shows it tries again.
    if (held.get(`${part} ${id}`) === entry) held.delete(`${part} ${id}`);
  });
  return entry;
}

function release(part: FilePart, id: string): void {
  const entry = held.get(`${part} ${id}`);
  if (entry === undefined) return;
  entry.users -= 1;
  const idle = [...held].filter(([, { users }]) => users <= 0).toSorted(([, one], [, other]) => other.used - one.used);
  let kept = 0;
  for (const [key, one] of idle) {
    kept += one.size;
    // What is still on its way is not wanted any more.
    if (one.size > 0 && kept <= KEPT_BYTES) continue;
    held.delete(key);
    one.abort.abort();
    one.ready.then((address) => URL.revokeObjectURL(address), () => undefined);
  }
}

export interface Address {
  /** Empty until it is there. */
  url: string;
  error: ErrorCode | null;
}

const NONE: Address = { url: '', error: null };

/** `wanted` is false until something is to be shown, e.g. played. */
export function useAddress(id: string, { part = 'whole', wanted = true }: { part?: FilePart; wanted?: boolean } = {}): Address {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const [{ of, ...address }, set] = useState<Address & { of: string }>({ ...NONE, of: '' });
  const failed = of === id && address.error !== null;
  const asks = wanted && (online || !failed);
  useEffect(() => {
    if (!asks) return undefined;
    let current = true;
    hold(session, part, id).then(
      (url) => (current ? set({ url, error: null, of: id }) : undefined),
      (thrown: unknown) => (current ? set({ url: '', error: asChatError(thrown).code, of: id }) : undefined),
    );
    return () => {
      current = false;
      release(part, id);
    };
  }, [session, part, id, asks]);
  return of === id ? address : NONE;
}
