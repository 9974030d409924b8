// The view of tickets: a list, and the one that is open. Where there is room for both they stand side by side.

import { useChat } from '../../shared/hooks/client';
import { useWords } from './card-words';
import { TicketList } from './TicketList';
import { TicketView } from './TicketView';
import styles from './TicketsPage.module.css';

export function TicketsPage({ path }: { path: string }) {
  const words = useWords();
  const here = useChat((state) => state.tickets);
  const [, number = null] = path.split('/');
  if (here === false) {
    return (
      <div className={styles.none} id="messages">
        <p>{words.tickets.absent}</p>
      </div>
    );
  }
  return (
    <div className={styles.page} id="messages">
      <div className={styles.columns} data-open={number !== null || undefined}>
        <TicketList open={number} />
        {number !== null && <TicketView key={number} number={number} />}
      </div>
    </div>
  );
}
