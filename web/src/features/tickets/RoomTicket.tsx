// The ticket of a conversation that belongs to one; fetched with the first of them.

import { useState } from 'react';

import { LazyPart } from '../../shared/ui/LazyPart';

const loadTicketBar = async () => (await import('./TicketBar')).TicketBar;

export function RoomTicket({ number }: { number: string }) {
  const [givenUp, giveUp] = useState(false);
  return givenUp ? null : <LazyPart load={loadTicketBar} props={{ number }} onGiveUp={() => giveUp(true)} />;
}
