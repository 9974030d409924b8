// Says that a message of one's own mentioned more people than the server notifies.

import { useEffect } from 'react';

import { useSession } from '../../shared/hooks/client';
import { useNotify } from '../../shared/hooks/view/view';
import { useWords } from './words';

export function useDroppedMentions(): void {
  const session = useSession();
  const notify = useNotify();
  const words = useWords();
  useEffect(
    () => session.listenDropped((people) => notify.info(words.composer.mentionsDropped(people, session.store.state.limits.mentions))),
    [session, notify, words],
  );
}
