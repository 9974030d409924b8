// What was said and done about a ticket: its conversation and its history. Loaded with the first one that is shown.

import type { ChannelView, TicketEntry } from '../protocol/generated';
import type { Page } from '../rest/routes.generated';
import type { ChatSession as Session } from './session';
import { pathOf } from './tickets';

/** Opens the conversation of a ticket, or joins the one there is. */
export async function openRoom({ rest, store, joinedHere }: Session, number: string): Promise<ChannelView> {
  const channel = await rest.call('POST', `${pathOf(number)}/room`);
  joinedHere.add(channel.id);
  store.dispatch({ type: 'channel_learned', channel });
  return channel;
}

/** What the user may see of what happened to a ticket, the oldest first. */
export async function ticketHistory({ rest }: Session, number: string): Promise<readonly TicketEntry[]> {
  // The type of this path fits that of a card's, too.
  const { items } = (await rest.call('GET', `${pathOf(number)}/history`)) as Page<TicketEntry>;
  return items;
}
