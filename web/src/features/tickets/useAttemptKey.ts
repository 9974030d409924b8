// A key for a request that is made once, however often it is tried: the same for each attempt to send the same.

import { useCallback, useRef } from 'react';

import { newClientId } from '../../core/outbox/clientId';

export function useAttemptKey(): (body: string) => string {
  const last = useRef({ body: '', key: '' });
  return useCallback((body) => {
    if (last.current.body !== body) last.current = { body, key: newClientId(Date.now()) };
    return last.current.key;
  }, []);
}
