// Keys of lists of messages: loaded messages, drafts, outgoing messages and typing belong to one.
// Every list is a channel's today; a thread's becomes another kind of key.

/** Names a list of messages, e.g. `channel:12`. */
export type ConversationKey = `channel:${number}`;

/** What a key names. */
export interface Conversation {
  kind: 'channel';
  id: number;
}

/** The key of a channel's own messages. */
export function channelKey(channelId: number): ConversationKey {
  return `channel:${channelId}`;
}

/** What a key names; `null` for a text that is not a key, e.g. from an address. */
export function parseConversation(key: string): Conversation | null {
  const [, id] = /^channel:(\d{1,15})$/.exec(key) ?? [];
  return id === undefined ? null : { kind: 'channel', id: Number(id) };
}

/** The channel that a conversation belongs to. Its members read it, and its stream has its events. */
export function channelIdOf(key: ConversationKey): number {
  return Number(key.slice('channel:'.length));
}
