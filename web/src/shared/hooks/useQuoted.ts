// A message that something in a conversation refers to, wherever it stands.

import { useEffect, useMemo } from 'react';

import type { Message } from '../../core/protocol/generated';
import type { ChatState } from '../../core/store/state';
import { useChat, useSession } from './client';
import { channelKey, type ConversationKey } from '../../core/store/conversation';
import { useConversationKey } from './view/conversation';

const NONE: readonly Message[] = [];

/** Fetched where it is not loaded; `null` until it is known, and for no message. */
export function useQuoted(messageId: number | null): Message | null {
  return useMessageIn(useConversationKey(), messageId);
}

/** The message that a thread belongs to, which may be a tombstone; `null` for no thread. */
export function useRoot(channelId: number, threadId: number | null): Message | null {
  return useMessageIn(channelKey(channelId), threadId);
}

function useMessageIn(conversation: ConversationKey, messageId: number | null): Message | null {
  const session = useSession();
  const find = useMemo(() => finderOf(messageId), [messageId]);
  const quoted = useChat((state) => {
    if (messageId === null) return null;
    const messages = state.timelines[conversation]?.messages ?? NONE;
    return find(messages, state.quoted[messageId]) ?? null;
  });
  const missing = messageId !== null && quoted === null;
  useEffect(() => {
    if (missing) void session.quotes.load(messageId);
  }, [missing, session, messageId]);
  return quoted;
}

type Find = (messages: readonly Message[], quoted: ChatState['quoted'][number] | undefined) => Message | undefined;

/** Asked at every change of anything: looks through all messages only when they are others than before. */
export function finderOf(messageId: number | null): Find {
  let searched = NONE;
  let at = -1;
  return (messages, quoted) => {
    // Older than all that is loaded.
    if (quoted !== undefined && quoted.seq < (messages[0]?.seq ?? Infinity)) return quoted;
    if (messages !== searched && messages[at]?.id !== messageId) at = messages.findLastIndex(({ id }) => id === messageId);
    searched = messages;
    return messages[at] ?? quoted;
  };
}
