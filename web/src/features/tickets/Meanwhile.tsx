// What has changed about a ticket since it was seen, and who changed it.

import type { TicketCard } from '../../core/protocol/generated';
import { useWords } from './card-words';
import { differences } from './changes';
import { Changes } from './Changes';
import { useChangedBy } from './useChangedBy';

export function Meanwhile({ seen, now }: { seen: TicketCard; now: TicketCard }) {
  const words = useWords();
  const by = useChangedBy(seen);
  return <Changes title={words.tickets.meanwhile(by)} lines={differences(seen, now, words)} />;
}
