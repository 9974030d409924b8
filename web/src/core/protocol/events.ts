// The events of the wire by name, from the engine's own types. A durable one has its stream and its position
// there.

import type { ChannelPosition, DurableEvents, Event, UserPosition } from './generated';

type Durable = { [N in keyof DurableEvents]: { name: N; data: DurableEvents[N] } }[keyof DurableEvents];

/**
 * An event as it is passed on in the client. A newer server may send events with other names, which only
 * advance their stream's position.
 */
export type ServerEvent = Event | Durable;

export type EventName = ServerEvent['name'];

/** Event name → its data. */
export type Events = { [E in ServerEvent as E['name']]: E['data'] };

/** An event that takes a place in its channel's order. */
export type ChannelEvent = Extract<Durable, { data: ChannelPosition }>;
/** An event that takes a place in the user's own order. */
export type UserEvent = Extract<Durable, { data: UserPosition }>;

/** An event that changes what a list of messages shows. */
export type MessageEvent = ChannelEvent | Extract<UserEvent, { name: 'saved_updated' }>;

export function isMessageEvent(event: ServerEvent): event is MessageEvent {
  return isChannelEvent(event) || event.name === 'saved_updated';
}

export function isChannelEvent(event: ServerEvent): event is ChannelEvent {
  return (event as Durable).data.stream === 'channel';
}

export function isUserEvent(event: ServerEvent): event is UserEvent {
  return (event as Durable).data.stream === 'user';
}
