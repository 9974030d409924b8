// Says that the message that a link leads to does not exist. The conversation is shown where it would stand.

import { useEffect } from 'react';

import { isThreadKey } from '../../core/store/conversation';
import type { Timeline } from '../../core/store/state';
import { useSession } from '../../shared/hooks/client';
import { useConversation, useConversationKey } from '../../shared/hooks/view/conversation';
import { useNotify } from '../../shared/hooks/view/view';
import { useWords } from './announcer-words';

/** Once for each time that the conversation is opened. */
export function useMissingTarget(): void {
  const session = useSession();
  const conversation = useConversationKey();
  const target = useConversation((view) => view.target);
  const notify = useNotify();
  const { missing } = useWords().messages;
  useEffect(() => {
    // In a thread a link may lead to the message above the replies.
    if (target === null || isThreadKey(conversation)) return;
    // Only now is it known whether the messages around it are asked for.
    queueMicrotask(() => {
      const timeline = session.store.state.timelines[conversation];
      if (timeline !== undefined && lacks(timeline, target)) notify.info(missing);
    });
  }, [session, conversation, target, notify, missing]);
}

/** True when a position lies within what is loaded, holds no message there, and none in a thread either. */
function lacks({ messages, hasBefore, hasAfter, loading, error, stale, threadAt }: Timeline, seq: number): boolean {
  if (loading !== null || error !== null || stale || threadAt != null) return false;
  const [first, last] = [messages[0]?.seq ?? Infinity, messages.at(-1)?.seq ?? 0];
  if ((hasBefore && seq < first) || (hasAfter && seq > last)) return false;
  return !messages.some((message) => message.seq === seq);
}
