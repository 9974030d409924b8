// The events of the wire by name, out of the engine's own types. A durable one carries the `seq` of
// its stream.

import type { Event } from './generated';

/** Event name → its data. */
export type Events = { [E in Event as E['name']]: E['data'] };

export type EventName = Event['name'];

/** An event as it travels inside the client. */
export type ServerEvent = Event;

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
  'snapshot_part',
  'event_omitted',
  'resumed',
  'user_typing',
  'presence_updated',
  'presence_changed',
  'account_updated',
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
