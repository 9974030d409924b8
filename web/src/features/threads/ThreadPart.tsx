// Whether anything stands below a message because of threads; what it is, is fetched when it is first needed.

import { useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { LazyPart } from '../../shared/ui/LazyPart';

export const loadThreadLine = async () => (await import('./ThreadLine')).ThreadLine;

export function ThreadPart({ message }: { message: Message }) {
  const hasReplies = useChat((state) => state.threads[message.id] !== undefined);
  const [givenUp, giveUp] = useState(false);
  if (givenUp || (!hasReplies && message.threadId === undefined)) return null;
  return <LazyPart load={loadThreadLine} props={{ message }} onGiveUp={() => giveUp(true)} />;
}
