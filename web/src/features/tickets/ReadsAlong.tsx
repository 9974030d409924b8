// Says that whoever has the problem reads what is written in the ticket's conversation.

import type { TicketCard } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { useWords } from './card-words';
import styles from './ReadsAlong.module.css';

interface ReadsAlongProps {
  ticket: TicketCard;
  /** True before the conversation is opened. */
  before?: boolean;
}

export function ReadsAlong({ ticket: { requester, requesterName }, before = false }: ReadsAlongProps) {
  const { tickets } = useWords();
  const me = useChat((state) => state.me?.username);
  const name = useChat((state) => (requester === null ? '' : (state.people[requester]?.displayName ?? requesterName)));
  // One without an account reads nothing here.
  if (requester === null || requester === me) return null;
  return <p className={styles.line}>{before ? tickets.willRead(name) : tickets.reads(name)}</p>;
}
