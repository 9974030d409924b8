/** @jsxImportSource preact */
// What stands before a channel's name, as on the page: # for a public one, a lock for a private one, a ticket for a ticket's.

import type { ChannelView } from '../../core/protocol/generated';
import { Icon } from './Icon';

const LOCK = 'M6 10V8a6 6 0 0 1 12 0v2h1v11H5V10zm2 0h8V8a4 4 0 0 0-8 0z';
const TICKET = 'M3 6h18v4a2 2 0 0 0 0 4v4H3v-4a2 2 0 0 0 0-4z';

export function Mark({ channel: { type, ticket } }: { channel: ChannelView }) {
  return type === 'private' ? <Icon path={ticket ? TICKET : LOCK} /> : <b aria-hidden="true">#</b>;
}
