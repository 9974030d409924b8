// Every event of the wire. A durable one carries the `seq` of its stream.

import type { Channel, ChannelKind, ChannelRole, ChannelView, Message, Presence } from './model';

/** The bounds that the server says it keeps, so that a client need not guess them. */
export interface Limits {
  frameBytes: number;
  messageCharacters: number;
  unansweredCommands: number;
  reactionKinds: number;
  statusCharacters: number;
}

interface ChannelLabel {
  id: number;
  name: string;
  type: ChannelKind;
}

interface InChannel {
  channelId: number;
  seq: number;
}

/** Event name → its data. */
export interface Events {
  hello: { protocol: number; sessionId: string; heartbeatMs: number; limits: Limits };
  resumed: Record<string, never>;

  message_received: InChannel & { message: Message; channel: ChannelLabel };
  message_updated: InChannel & { message: Message };
  message_deleted: InChannel & { messageId: number; user: string };
  reaction_added: InChannel & { messageId: number; user: string; emoji: string };
  reaction_removed: InChannel & { messageId: number; user: string; emoji: string };
  user_joined: InChannel & { user: string; role: ChannelRole; by: string; channel: ChannelLabel };
  user_left: InChannel & { user: string; by: string; channel: ChannelLabel };
  channel_updated: InChannel & { channel: Channel };

  channel_joined: { seq: number; channelId: number; channel: ChannelView };
  channel_left: { seq: number; channelId: number };
  read_updated: {
    seq: number;
    channelId: number;
    lastReadSeq: number;
    unreadCount: number;
    mentionCount: number;
  };
  notification: {
    seq: number;
    kind: string;
    channelId: number;
    messageId: number;
    messageSeq: number;
    from: string;
  };

  user_typing: { channelId: number; user: string; typing: boolean };
  presence_updated: Presence & { user: string };
  presence_changed: { presence: Record<string, Presence> };
}

export type EventName = keyof Events;

/** An event as it travels inside the client. */
export type ServerEvent = { [N in EventName]: { name: N; data: Events[N] } }[EventName];

const CHANNEL_EVENTS: ReadonlySet<string> = new Set([
  'message_received',
  'message_updated',
  'message_deleted',
  'reaction_added',
  'reaction_removed',
  'user_joined',
  'user_left',
  'channel_updated',
]);
const USER_EVENTS: ReadonlySet<string> = new Set([
  'channel_joined',
  'channel_left',
  'read_updated',
  'notification',
]);
const OTHER_EVENTS: ReadonlySet<string> = new Set([
  'hello',
  'resumed',
  'user_typing',
  'presence_updated',
  'presence_changed',
]);

type ChannelEventName =
  | 'message_received'
  | 'message_updated'
  | 'message_deleted'
  | 'reaction_added'
  | 'reaction_removed'
  | 'user_joined'
  | 'user_left'
  | 'channel_updated';
type UserEventName = 'channel_joined' | 'channel_left' | 'read_updated' | 'notification';

export type ChannelEvent = Extract<ServerEvent, { name: ChannelEventName }>;
export type UserEvent = Extract<ServerEvent, { name: UserEventName }>;

/** True for an event that takes a place in its channel's order. */
export function isChannelEvent(event: ServerEvent): event is ChannelEvent {
  return CHANNEL_EVENTS.has(event.name);
}

/** True for an event that takes a place in the user's own order. */
export function isUserEvent(event: ServerEvent): event is UserEvent {
  return USER_EVENTS.has(event.name);
}

/** True for a name that this client knows; others are ignored, so that servers may grow. */
export function isKnownEvent(name: string): name is EventName {
  return CHANNEL_EVENTS.has(name) || USER_EVENTS.has(name) || OTHER_EVENTS.has(name);
}
