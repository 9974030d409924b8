// Says whom a message of one's own mentioned in vain.

import { useEffect } from 'react';

import { useSession } from '../../shared/hooks/client';
import { useNotify } from '../../shared/hooks/view/view';
import { useTranslation } from '../../shared/words/words';
import { sayUnnotified } from './unnotified';

export function useUnnotified(): void {
  const session = useSession();
  const notify = useNotify();
  const translation = useTranslation();
  useEffect(
    () => session.listenUnnotified((reply) => void sayUnnotified(reply, session.store.state, notify, translation)),
    [session, notify, translation],
  );
}
