// The ticket beside its conversation: all that Orvale knows of it, and what happened to it.

import type { ChannelView } from '../../core/protocol/generated';
import { useWords } from './card-words';
import { TicketCard } from './TicketCard';
import { TicketDetails } from './TicketDetails';
import { TicketHistory } from './TicketHistory';
import styles from './TicketPane.module.css';
import { useTicket } from './useTicket';

export function TicketPane({ channel: { ticket: number } }: { channel: ChannelView }) {
  const { tickets } = useWords();
  return number === undefined ? <p className={styles.none}>{tickets.unseen}</p> : <OpenTicket number={number} />;
}

function OpenTicket({ number }: { number: string }) {
  const words = useWords();
  const ticket = useTicket(number);
  if (typeof ticket !== 'object') return <p className={styles.none}>{{ loading: words.loading, failed: words.tickets.failed(number), withheld: words.tickets.unseen }[ticket]}</p>;
  return (
    <div className={styles.pane}>
      <TicketCard ticket={ticket} inRoom />
      <TicketDetails ticket={ticket} />
      <TicketHistory number={number} />
    </div>
  );
}
