// What the fake server answers to commands of which it keeps nothing.

import type { CommandData, CommandName, CommandReply } from '../../src/core/protocol/commands';
import type { ChannelView, Message } from '../../src/core/protocol/generated';
import { messageOf, threadOf } from './samples';

export type Replies = { [N in CommandName]?: (data: CommandData<N>) => CommandReply<N> };

/** What the server holds that is answered. */
interface Held {
  channel: ChannelView;
  messages: readonly Message[];
  /** Those of these notifications that no client has claimed before. */
  claim(seqs: readonly number[]): number[];
}

/** The answers to what it is asked usually: a command that is not among them is a mistake of the client's, or of the test. */
export function usualReplies(server: Held): Replies {
  const messageOfId = (id: number): Message => server.messages.find((message) => message.id === id) ?? messageOf({ id });
  return {
    typing_start: () => ({}),
    typing_stop: () => ({}),
    mark_all_read: () => ({}),
    update_presence: ({ status = 'online', statusMessage = '' }) => ({ status, statusMessage, lastActive: 0 }),
    read_notifications: () => ({ unreadCount: 0 }),
    claim_notifications: ({ seqs }) => ({ seqs: server.claim(seqs) }),
    set_channel_preferences: ({ mutedUntil = null, ...change }) => {
      const { muted, pinned, hidden, notify, seq } = server.channel;
      return { muted: muted || mutedUntil !== null, mutedUntil, pinned, hidden, notify, channelSeq: seq, ...change };
    },
    follow_thread: ({ threadId }) => ({ threadId, thread: threadOf({ following: true }) }),
    unfollow_thread: ({ threadId }) => ({ threadId, thread: threadOf({ following: false }) }),
    mark_thread_read: ({ threadId }) => ({ threadId, thread: threadOf({ unreadCount: 0 }) }),
    pin_message: ({ messageId }) => ({ message: { ...messageOfId(messageId), pinnedBy: 'alice', pinnedAt: 1 } }),
    unpin_message: ({ messageId }) => ({ message: messageOfId(messageId) }),
  };
}
