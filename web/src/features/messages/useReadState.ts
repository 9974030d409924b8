// How far a conversation is read, and reading on: a channel's up to a position, a thread's by how many of its
// replies are unread.

import { useCallback, useMemo } from 'react';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { threadIdOf, type ConversationKey } from '../../core/store/conversation';
import type { ChatState } from '../../core/store/state';
import { useChat, useSession } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { isNewTo } from './rows';

export interface ReadState {
  /** False for someone who only looks. */
  member: boolean;
  unreadCount: number;
  /** The position up to which it is read. */
  lastReadSeq: number;
  /** Marks it read up to a position. Never moves back. */
  read(seq: number): void;
  /** Marks everything from a message on as unread. */
  unreadFrom(message: Message): Promise<void>;
}

export function useReadState(channel: ChannelView, messages: readonly Message[], me: string): ReadState {
  const session = useSession();
  const conversation = useConversationKey();
  const threadId = threadIdOf(conversation);
  const unreadCount = useChat((state) => unreadIn(state, conversation, channel.id));
  const member = channel.role !== null;
  const lastReadSeq = useMemo(
    () => (threadId === null ? channel.lastReadSeq : readUpTo(messages, unreadCount, me)),
    [threadId, channel.lastReadSeq, messages, unreadCount, me],
  );
  const read = useCallback(
    (seq: number) => {
      if (threadId === null) session.reading.read(channel.id, seq);
      else void session.threads().then((threads) => threads.read(threadId, seq), () => undefined);
    },
    [session, threadId, channel.id],
  );
  const unreadFrom = useCallback(
    async ({ seq }: Message) => {
      if (threadId === null) await session.unreadFrom(channel.id, seq);
      else await (await session.threads()).unreadFrom(threadId, seq);
    },
    [session, threadId, channel.id],
  );
  return { member, unreadCount, lastReadSeq, read, unreadFrom };
}

/** How many messages of a conversation are unread. */
export function unreadIn(state: ChatState, conversation: ConversationKey, channelId: number): number {
  const threadId = threadIdOf(conversation);
  if (threadId === null) return state.channels[channelId]?.unreadCount ?? 0;
  return state.threads[threadId]?.thread.unreadCount ?? 0;
}

/** The position before the last so many messages of others. */
export function readUpTo(messages: readonly Message[], unreadCount: number, me: string): number {
  if (unreadCount === 0) return messages.at(-1)?.seq ?? 0;
  const first = messages.filter((message) => isNewTo(message, me)).at(-unreadCount);
  return first === undefined ? 0 : first.seq - 1;
}
