// The tickets that a message names, each as a card below it. What may not be seen stays a number in the text.

import { useMemo, useState } from 'react';

import { ticketsNamed } from '../../core/formatting/tickets';
import type { Message } from '../../core/protocol/generated';
import { ticketsOf } from '../../core/session/tickets';
import { channelKey } from '../../core/store/conversation';
import { useChat, useSession } from '../../shared/hooks/client';
import { Button } from '../../shared/ui/Button';
import { useWords } from './card-words';
import { TicketCard } from './TicketCard';
import { TicketLink } from './TicketLink';
import { useTicketsSeen, useTicketState } from './useTicket';
import styles from './TicketCards.module.css';

export { LinkedText } from './LinkedText';

/** As many are shown at first. */
const MOST = 3;
/** As many are looked for at most: a text may name hundreds. */
const MOST_NAMED = 30;
/** As many are asked for at once to learn which of them there are more to show. */
const STEP = 10;

export function TicketCards({ message }: { message: Message }) {
  const { text, ticketReference } = message;
  const words = useWords();
  const repeated = useChat(({ timelines }) => isRepeated(message, timelines[channelKey(message.channelId)]?.messages ?? []));
  const here = useChat((state) => state.tickets);
  const [most, setMost] = useState(MOST);
  const [lookedAt, lookAt] = useState(STEP);
  const numbers = useMemo(() => ticketsNamed(`${ticketReference ?? ''} ${text}`).slice(0, MOST_NAMED), [ticketReference, text]);
  const looked = useMemo(() => (here === true ? numbers.slice(0, lookedAt) : []), [here, numbers, lookedAt]);
  const { withheld, complete } = useTicketsSeen(looked);
  // A reference is no part of the text: without a card it is shown by itself.
  if (here !== true || numbers.length === 0) return ticketReference === null ? null : <Reference number={ticketReference} />;
  const reference = ticketReference?.toUpperCase();
  // What the viewer may not see is not counted, either.
  const seen = looked.filter((number) => number === reference || !withheld.has(number));
  if (complete && seen.length <= most && lookedAt < numbers.length) lookAt(lookedAt + STEP);
  if (seen.length === 0) return null;
  const more = complete ? Math.max(0, seen.length - most) : 0;
  return (
    <div className={styles.cards}>
      {seen.slice(0, most).map((number) => (
        <NamedTicket key={number} number={number} alone={number === reference} repeated={repeated && number === reference} />
      ))}
      {more > 0 && (
        <Button size="small" className={styles.more} onClick={() => setMost(seen.length)}>
          {words.tickets.more(more)}
        </Button>
      )}
    </div>
  );
}

/** Whether a message above was made into the same ticket, which has the card. */
function isRepeated({ seq, ticketReference }: Message, messages: readonly Message[]): boolean {
  if (ticketReference === null) return false;
  const first = messages.find((other) => other.ticketReference === ticketReference && other.deletedAt === null);
  return first !== undefined && first.seq < seq;
}

interface NamedTicketProps {
  number: string;
  /** The text does not name it. */
  alone: boolean;
  /** Its card is above. */
  repeated: boolean;
}

function NamedTicket({ number, alone, repeated }: NamedTicketProps) {
  const words = useWords();
  const session = useSession();
  const ticket = useTicketState(number);
  if (ticket === 'withheld') return alone ? <Reference number={number} /> : null;
  if (ticket === 'loading') {
    return (
      <>
        <div className={`${styles.card} ${styles.waiting}`} aria-busy="true">
          <span className="visually-hidden">{words.tickets.loading(number)}</span>
          <i />
          <i />
          <i />
        </div>
        {alone && (
          <div className={styles.printed}>
            <Reference number={number} />
          </div>
        )}
      </>
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
  if (repeated) return <Reference number={number} title={ticket.title} />;
  return <TicketCard ticket={ticket} />;
}

/** `title`: of one that the user may see, which it then leads to. */
function Reference({ number, title }: { number: string; title?: string }) {
  const words = useWords();
  return (
    <span className={styles.reference}>
      {words.tickets.ticket}{' '}
      {title === undefined ? (
        <strong>{number}</strong>
      ) : (
        <TicketLink number={number} title={title}>
          {number}
        </TicketLink>
      )}
    </span>
  );
}
