// The texts that were not sent, of conversations that the sidebar does not list.

import { useSyncExternalStore } from 'react';

import { unsentOf, type UnsentText } from '../../core/session/unsent';
import { useSession } from '../../shared/hooks/client';

export function useUnsent(): readonly UnsentText[] {
  const { subscribe, get } = unsentOf(useSession());
  return useSyncExternalStore(subscribe, get);
}
