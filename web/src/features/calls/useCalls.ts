// The state of calls, for views.

import { useEffect, useMemo, useSyncExternalStore } from 'react';

import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { callsOf, type CallCenter } from './center';
import type { CallsState } from './state';

export function useCallCenter(): CallCenter {
  const session = useSession();
  return useMemo(() => callsOf(session), [session]);
}

/** A part of the state of calls; what `select` gives must be a part of it or a plain value. */
export function useCalls<T>(select: (state: CallsState) => T): T {
  const { store } = useCallCenter();
  return useSyncExternalStore(store.subscribe, () => select(store.state));
}

/** What to call somebody, once the name is known. */
export function useNameOf(username: string): string {
  const session = useSession();
  useEffect(() => session.directory.need([username]), [session, username]);
  return useChat((state) => nameOf(state.people, username));
}
