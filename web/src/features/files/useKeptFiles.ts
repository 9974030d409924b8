// Looks for files that an earlier page left: those of conversations that have no box any more are offered elsewhere.

import { useEffect } from 'react';

import { useSession } from '../../shared/hooks/client';
import { mayBeKept } from './may-be-kept';

export function useKeptFiles(): void {
  const session = useSession();
  useEffect(() => {
    if (mayBeKept()) import('./uploads').then(({ uploadsOf }) => uploadsOf(session), () => undefined);
  }, [session]);
}
