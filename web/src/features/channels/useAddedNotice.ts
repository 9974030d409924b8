// Says that somebody added the user to a channel, until they open it.

import { useEffect } from 'react';

import { useAdded } from '../../shared/hooks/added';
import { useNotify, useView } from '../../shared/hooks/view/view';
import { useWords } from './words';

export function useAddedNotice(): void {
  const words = useWords();
  const notify = useNotify();
  const added = useAdded();
  const channelId = useView((view) => view.route.channelId);
  useEffect(() => added.listen(({ name }) => notify.info(words.channel.added(name))), [added, notify, words]);
  useEffect(() => {
    if (channelId !== null) added.open(channelId);
  }, [added, channelId]);
}
