// Gives the views the session and its state. The session itself lives outside React.

import { createContext, useContext, useRef, useSyncExternalStore, type ReactNode } from 'react';

import type { ChatSession } from '../../core/session/session';
import type { ChatState } from '../../core/store/state';
import { Pace } from './pace';

const SessionContext = createContext<ChatSession | null>(null);

export function ClientProvider({ session, children }: { session: ChatSession; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session. It is the same object until the page is closed. */
export function useSession(): ChatSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('a ClientProvider is missing above this component');
  return session;
}

const paces = new WeakMap<ChatSession, Pace>();

function paceOf(session: ChatSession): Pace {
  const pace = paces.get(session) ?? new Pace(session.store);
  paces.set(session, pace);
  return pace;
}

/**
 * A part of the state. The component renders again only when the part changes according to `isSame`,
 * which is needed if `select` returns a new object each time.
 */
export function useChat<T>(select: (state: ChatState) => T, isSame: (one: T, other: T) => boolean = Object.is): T {
  const session = useSession();
  const { store } = session;
  const last = useRef<{ value: T } | null>(null);
  const read = (): T => {
    const value = select(store.state);
    if (last.current !== null && isSame(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  };
  return useSyncExternalStore(paceOf(session).subscribe, read, read);
}

/** Equality of two arrays, element by element. */
export function sameItems<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, index) => Object.is(item, other[index]));
}
