// Whether a message names a ticket; the cards are fetched when the first one does. Where they cannot be fetched, its number
// stays a text.

import type { Message } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { LazyPart } from '../../shared/ui/LazyPart';

export const loadTicketCards = async () => (await import('./TicketCards')).TicketCards;

export function TicketPart({ message }: { message: Message }) {
  const tickets = useChat((state) => state.tickets);
  const named = message.ticketReference !== null || (tickets === true && /\w-\d{6}-\w\d\d/.test(message.text));
  if (!named) return null;
  return <LazyPart load={loadTicketCards} props={{ message }} quiet />;
}
