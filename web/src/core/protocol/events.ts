// The events of the wire by name, out of the engine's own types. A durable one says which stream it
// belongs to, and its position there.

import type { Event } from './generated';

/** Event name → its data. */
export type Events = { [E in Event as E['name']]: E['data'] };

export type EventName = Event['name'];

/**
 * An event as it travels inside the client. A newer server may send names that are not among these:
 * such an event moves its stream's position on, and nothing else comes of it.
 */
export type ServerEvent = Event;

type Durable = Extract<ServerEvent, { data: { seq: number } }>;

/** An event that takes a place in the user's own order. */
export type UserEvent = Extract<
  Durable,
  { name: 'channel_joined' | 'channel_left' | 'read_updated' | 'notification' }
>;
/** An event that takes a place in its channel's order. */
export type ChannelEvent = Exclude<Durable, UserEvent>;

export function isChannelEvent(event: ServerEvent): event is ChannelEvent {
  return (event as Partial<Durable>).data?.stream === 'channel';
}

export function isUserEvent(event: ServerEvent): event is UserEvent {
  return (event as Partial<Durable>).data?.stream === 'user';
}
