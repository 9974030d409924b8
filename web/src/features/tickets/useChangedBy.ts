// Who has changed a ticket since it was seen, as far as its history says.

import type { TicketCard } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { useWords } from './card-words';
import { useTicketHistory } from './useTicketHistory';

/** Names in a sentence; empty where the history does not say, or not to this user. */
export function useChangedBy({ number, updatedAt }: TicketCard): string {
  const { locale } = useWords();
  const me = useChat((state) => state.me?.username);
  const { entries } = useTicketHistory(number);
  if (updatedAt === null) return '';
  // Orvale's times are whole seconds; what a card adds to them is a checksum. What was done in the second of the card was seen with it.
  const seen = Math.floor(updatedAt / 1000) * 1000;
  const changes = (entries ?? []).filter((entry) => ((entry.type === 'change' ? entry.at : entry.createdAt) ?? 0) > seen);
  const names = changes.map((entry) => (entry.type === 'change' ? [entry.by, entry.byName] : [entry.author, entry.authorName]));
  const others = names.filter(([by]) => by !== me).map(([by = '', name]) => (name === undefined || name === '' ? by : name));
  return new Intl.ListFormat(locale).format(new Set(others));
}
