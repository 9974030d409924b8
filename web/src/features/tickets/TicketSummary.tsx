// What a ticket is about and how it stands, in one line.

import { useWords } from './card-words';
import { statusName } from './naming';
import { useTicket } from './useTicket';

export function TicketSummary({ number }: { number: string }) {
  const words = useWords();
  const card = useTicket(number);
  return typeof card === 'string' ? null : `${card.title} · ${statusName(card.status, words)}`;
}
