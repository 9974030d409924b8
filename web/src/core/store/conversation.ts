// Keys of lists of messages: loaded messages, drafts, outgoing messages and typing belong to one.

/** The key of a channel's own messages, e.g. `channel:12`. */
export type ChannelKey = `channel:${number}`;
/** The key of the replies to a message, by that message's id, e.g. `thread:345`. */
export type ThreadKey = `thread:${number}`;
/** Names a list of messages. */
export type ConversationKey = ChannelKey | ThreadKey;

/** What a key names. */
export interface Conversation {
  kind: 'channel' | 'thread';
  id: number;
}

/** The key of a channel's own messages. */
export function channelKey(channelId: number): ChannelKey {
  return `channel:${channelId}`;
}

/** The key of a thread, by the id of the message that it belongs to. */
export function threadKey(threadId: number): ThreadKey {
  return `thread:${threadId}`;
}

/** What a key names; `null` for a text that is not a key, e.g. from an address. */
export function parseConversation(key: string): Conversation | null {
  const [, kind, id] = /^(channel|thread):(\d{1,15})$/.exec(key) ?? [];
  return kind === undefined ? null : { kind: kind as Conversation['kind'], id: Number(id) };
}

/** The channel of a key. */
export function channelIdOf(key: ChannelKey): number {
  return idOf(key);
}

/** The thread of a key; `null` for a channel's. */
export function threadIdOf(key: ConversationKey): number | null {
  return isThreadKey(key) ? idOf(key) : null;
}

export function isThreadKey(key: ConversationKey): key is ThreadKey {
  return key.startsWith('thread:');
}

function idOf(key: ConversationKey): number {
  return Number(key.slice(key.indexOf(':') + 1));
}
