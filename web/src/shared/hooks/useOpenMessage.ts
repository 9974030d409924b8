// Leads to a message where it stands: in its conversation, or in its thread beside that.

import { useCallback } from 'react';

import type { Message } from '../../core/protocol/generated';
import { isOnlyInThread } from '../../core/store/timeline';
import { useNavigate } from './view/view';

export function useOpenMessage(): (message: Pick<Message, 'channelId' | 'seq' | 'threadId' | 'alsoToChannel'>) => void {
  const navigate = useNavigate();
  return useCallback(
    (message) => {
      const { channelId, seq, threadId } = message;
      if (threadId === undefined || !isOnlyInThread(message)) navigate({ channelId, seq });
      else navigate({ channelId, seq: null }, 'new', { name: 'thread', threadId, seq });
    },
    [navigate],
  );
}
