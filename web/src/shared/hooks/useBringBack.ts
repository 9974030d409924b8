// Brings an archived channel back.

import { useCallback } from 'react';

import { asChatError } from '../../core/protocol/errors';
import type { ChannelView } from '../../core/protocol/generated';
import { useSession } from './client';
import { useNotify } from './view/view';
import { useWords } from '../words/unarchive-words';

export function useBringBack(channel: ChannelView): () => Promise<void> {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  return useCallback(async () => {
    try {
      const changed = await session.channel.update(channel.id, { active: true });
      notify.info(words.archive.undone(changed.name));
    } catch (thrown) {
      if (asChatError(thrown).code === 'conflict') notify.problem(words.archive.nameTaken(channel.name));
      else notify.failure(thrown);
    }
  }, [channel.id, channel.name, session, notify, words]);
}
