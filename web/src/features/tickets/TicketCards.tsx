// The tickets that a message names, each as a card below it. What may not be seen stays a number in the text.

import { useMemo, useState } from 'react';

import { ticketsNamed } from '../../core/formatting/tickets';
import type { Message } from '../../core/protocol/generated';
import { ticketsOf } from '../../core/session/tickets';
import { useChat, useSession } from '../../shared/hooks/client';
import { Button } from '../../shared/ui/Button';
import { useWords } from './card-words';
import { TicketCard } from './TicketCard';
import { useTicket } from './useTicket';
import styles from './TicketCards.module.css';

export { LinkedText } from './LinkedText';

/** As many are shown at once. */
const MOST = 3;

export function TicketCards({ message: { text, ticketReference } }: { message: Message }) {
  const words = useWords();
  const here = useChat((state) => state.tickets);
  const [all, showAll] = useState(false);
  const numbers = useMemo(() => ticketsNamed(`${ticketReference ?? ''} ${text}`), [ticketReference, text]);
  const hidden = all ? 0 : Math.max(0, numbers.length - MOST);
  // A reference is no part of the text: without a card it is shown by itself.
  if (here !== true || numbers.length === 0) return ticketReference === null ? null : <Reference number={ticketReference} />;
  return (
    <div className={styles.cards}>
      {numbers.slice(0, numbers.length - hidden).map((number) => (
        <NamedTicket key={number} number={number} alone={number === ticketReference?.toUpperCase()} />
      ))}
      {hidden > 0 && (
        <Button size="small" className={styles.more} onClick={() => showAll(true)}>
          {words.tickets.more(hidden)}
        </Button>
      )}
    </div>
  );
}

/** `alone`: the text does not name it. */
function NamedTicket({ number, alone }: { number: string; alone: boolean }) {
  const words = useWords();
  const session = useSession();
  const ticket = useTicket(number);
  if (ticket === 'withheld') return alone ? <Reference number={number} /> : null;
  if (ticket === 'loading') {
    return (
      <div className={`${styles.card} ${styles.waiting}`} aria-busy="true">
        <span className="visually-hidden">{words.tickets.loading(number)}</span>
        <i />
        <i />
        <i />
      </div>
    );
  }
  if (ticket === 'failed') {
    return (
      <div className={`${styles.card} ${styles.failed}`}>
        <p>{words.tickets.failed(number)}</p>
        <Button size="small" onClick={() => ticketsOf(session).retry(number)}>
          {words.retry}
        </Button>
      </div>
    );
  }
  return <TicketCard ticket={ticket} />;
}

function Reference({ number }: { number: string }) {
  const words = useWords();
  return (
    <span className={styles.reference}>
      {words.tickets.ticket} <strong>{number}</strong>
    </span>
  );
}
