// Questions to the state that only a view of one conversation asks.

import type { ChannelView } from '../protocol/generated';
import type { ConversationKey } from './conversation';
import type { ChatState, Outgoing } from './state';

/** Whether the user may write here. The server has the last word. */
export type PostingRight = 'allowed' | 'not_member' | 'archived' | 'read_only' | 'silenced';

export function postingRight(channel: ChannelView, permissions: readonly string[]): PostingRight {
  if (!channel.active) return 'archived';
  if (channel.role === null) return 'not_member';
  if (!channel.canPost) return 'silenced';
  return channel.readOnly && !isAppointed(channel, permissions) ? 'read_only' : 'allowed';
}

/** Whether a member is one of the channel's admins, or moderates everywhere. */
export function isAppointed(channel: ChannelView, permissions: readonly string[]): boolean {
  return channel.role === 'admin' || channel.role === 'owner' || permissions.includes('chat.moderate_channels');
}

/** A conversation's unconfirmed messages that its timeline does not show already. */
export function outgoingOf(state: ChatState, conversation: ConversationKey): readonly Outgoing[] {
  const waiting = state.outgoing.filter((message) => message.conversation === conversation);
  if (waiting.length === 0) return waiting;
  const latest = state.timelines[conversation]?.messages.slice(-100) ?? [];
  const kept = new Set(latest.map((message) => message.clientId));
  return waiting.filter((message) => !kept.has(message.clientId));
}

/** Who is typing in a conversation now. */
export function typistsOf(state: ChatState, conversation: ConversationKey): string[] {
  return Object.keys(state.typing[conversation] ?? {});
}
