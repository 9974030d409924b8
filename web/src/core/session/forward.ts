// Passing a message on to another conversation. Only the dialog that does it loads this.

import type { Message } from '../protocol/generated';
import type { ChatSession as Session } from './session';

/** Where a message is forwarded to: a conversation, or a person, whose conversation is opened first. */
export type Destination = { channelId: number } | { username: string };

export interface Forwarding {
  messageId: number;
  to: Destination;
  /** May be empty. */
  comment: string;
  /** The same for each attempt to send the same. */
  clientId: string;
  /** True for a comment that the user has confirmed notifies many people. */
  confirmed: boolean;
}

export async function forward(session: Session, { messageId, to, comment, clientId, confirmed }: Forwarding): Promise<Message> {
  const channelId = 'channelId' in to ? to.channelId : (await session.openDirect([to.username])).id;
  return session.rest.call('POST', `/api/chat/channels/${channelId}/messages`, {}, { message: comment, clientId, forwardedFrom: messageId, ...(confirmed && { confirmed }) });
}
