// Says whom a message of one's own mentioned in vain. What it says is fetched then.

import { useEffect } from 'react';

import { useSession } from '../../shared/hooks/client';
import { useNotify } from '../../shared/hooks/view/view';
import { useTranslation } from '../../shared/words/words';

export function useUnnotified(): void {
  const session = useSession();
  const notify = useNotify();
  const translation = useTranslation();
  useEffect(
    () => session.listenUnnotified((reply) => void import('./unnotified').then(({ sayUnnotified }) => sayUnnotified(reply, session.store.state, notify, translation), () => undefined)),
    [session, notify, translation],
  );
}
