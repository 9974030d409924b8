// One ticket: its card, all that Orvale knows of it, and where there is room its conversation beside that.

import { mdiForumOutline } from '@mdi/js';
import { useEffect, useRef, type KeyboardEvent } from 'react';

import type { TicketCard as Ticket } from '../../core/protocol/generated';
import { ticketsOf } from '../../core/session/tickets';
import { useChat, useSession } from '../../shared/hooks/client';
import { useMediaQuery } from '../../shared/hooks/useMediaQuery';
import { useNavigate } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { BackButton } from './BackButton';
import { ReadsAlong } from './ReadsAlong';
import { useWords } from './card-words';
import { TicketCard } from './TicketCard';
import { TicketDetails } from './TicketDetails';
import { TicketHistory } from './TicketHistory';
import { TicketTalk } from './TicketTalk';
import { BESIDE, useOpenRoom } from './useOpenRoom';
import { useReadTicket } from './useReadTicket';
import { useTicket } from './useTicket';
import column from './TicketsColumn.module.css';
import styles from './TicketView.module.css';

export function TicketView({ number }: { number: string }) {
  const words = useWords();
  const { tickets } = words;
  const session = useSession();
  const navigate = useNavigate();
  const ticket = useTicket(number);
  useReadTicket(number);
  const wide = useMediaQuery(BESIDE);
  const room = useChat((state) => Object.values(state.channels).find((channel) => channel.ticket === number.toUpperCase() && channel.role !== null));
  const heading = useRef<HTMLHeadingElement>(null);
  const back = (): void => navigate({ channelId: null, seq: null, page: 'tickets' });
  useEffect(() => heading.current?.focus(), []);
  function onKeyDown(event: KeyboardEvent): void {
    // In a field, Escape belongs to that.
    if (event.key !== 'Escape' || event.defaultPrevented || (event.target instanceof Element && event.target.matches('input, textarea, select'))) return;
    event.preventDefault();
    back();
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={column.area} aria-label={tickets.named(number)} onKeyDown={onKeyDown}>
      <header className={column.header}>
        <BackButton label={tickets.backToList} always onClick={back} />
        <h1 ref={heading} tabIndex={-1}>
          <span className={styles.number}>{number.toUpperCase()}</span>
          {typeof ticket === 'object' && ` ${ticket.title}`}
        </h1>
      </header>
      {ticket === 'loading' && (
        <p className={column.none} role="status">
          {words.loading}
        </p>
      )}
      {ticket === 'withheld' && (
        <div className={column.none} role="alert">
          <p>{tickets.unseen}</p>
          <Button variant="outlined" onClick={back}>
            {tickets.backToList}
          </Button>
        </div>
      )}
      {ticket === 'failed' && (
        <div className={column.none} role="alert">
          <p>{tickets.failed(number)}</p>
          <Button variant="outlined" onClick={() => ticketsOf(session).retry(number)}>
            {words.retry}
          </Button>
        </div>
      )}
      {typeof ticket === 'object' && (
        <div className={styles.columns}>
          {wide && <TicketTalk ticket={ticket} room={room} />}
          <div className={wide ? `${styles.content} ${styles.beside}` : styles.content}>
            {!wide && <OpenTalk ticket={ticket} />}
            <TicketCard ticket={ticket} headed inRoom={!wide || room === undefined} />
            <TicketDetails ticket={ticket} />
            <TicketHistory number={number} />
          </div>
        </div>
      )}
    </section>
  );
}

/** The way to the conversation where there is no room for it beside the ticket. */
function OpenTalk({ ticket }: { ticket: Ticket }) {
  const { tickets } = useWords();
  const openRoom = useOpenRoom();
  return (
    <div className={styles.talk}>
      <Button variant="outlined" startIcon={<Icon path={mdiForumOutline} size={20} />} onClick={() => void openRoom(ticket.number)}>
        {tickets.openRoom}
      </Button>
      <ReadsAlong ticket={ticket} before />
    </div>
  );
}
