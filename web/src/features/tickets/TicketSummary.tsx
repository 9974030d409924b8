// What a ticket is about, in one line, and how it stands or what was set.

import type { TicketGistProps } from '../../shared/registry/registry';
import { useWords } from './card-words';
import { priorityName, statusName } from './naming';
import { useTicket } from './useTicket';

export function TicketSummary({ number, kind, to }: TicketGistProps) {
  const words = useWords();
  const card = useTicket(number);
  if (typeof card === 'string') return null;
  // The ticket may have been changed again since: what it is now is not what was set.
  if (kind === 'ticket_status' || kind === 'ticket_priority') {
    const name = kind === 'ticket_status' ? statusName : priorityName;
    return to === undefined ? card.title : `${card.title} · ${name(to, words)}`;
  }
  return `${card.title} · ${statusName(card.status, words)}`;
}
