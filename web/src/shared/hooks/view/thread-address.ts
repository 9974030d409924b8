// How a thread stands in an address: `/chat/c/12?pane=thread:345`, or with the position of a reply to land on,
// `/chat/c/12?pane=thread:345.46`.

import type { Message } from '../../../core/protocol/generated';
import { threadIdOf, type ConversationKey } from '../../../core/store/conversation';
import type { InAddress } from './address';
import { formatRoute } from './route';

export interface ThreadSpot {
  /** The message that the thread belongs to. */
  threadId: number;
  /** The position of the reply to land on; `null` for where the user left off. */
  seq: number | null;
}

export const OF_THREAD: InAddress<ThreadSpot> = {
  write: ({ threadId, seq }) => (seq === null ? String(threadId) : `${threadId}.${seq}`),
  read: (text) => {
    const [, threadId, seq] = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(text) ?? [];
    return threadId === undefined ? null : { threadId: Number(threadId), seq: seq === undefined ? null : Number(seq) };
  },
};

/** The address of a message in the list that it stands in. */
export function linkTo({ id, channelId, seq }: Message, conversation: ConversationKey): string {
  const threadId = threadIdOf(conversation);
  if (threadId === null || threadId === id) return formatRoute({ channelId, seq });
  return `${formatRoute({ channelId, seq: null })}?pane=thread:${OF_THREAD.write({ threadId, seq })}`;
}
