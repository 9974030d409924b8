// The ticket of a conversation, below its header: what there is to know of it at a glance, and what can be done with it.

import { mdiPageLayoutSidebarRight, mdiTicketOutline } from '@mdi/js';

import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './card-words';
import styles from './TicketBar.module.css';
import { Due } from './Due';
import { ReadsAlong } from './ReadsAlong';
import { Actions, Facts } from './TicketCard';
import { TicketLink } from './TicketLink';
import { useReadTicket } from './useReadTicket';
import { useTicket } from './useTicket';

export function TicketBar({ number }: { number: string }) {
  const { tickets } = useWords();
  const dispatch = useViewDispatch();
  const shown = useView((view) => view.pane?.name === 'ticket');
  const ticket = useTicket(number);
  useReadTicket(number);
  // Whoever may not see the ticket sees what is written about it here, as everyone in the conversation.
  if (typeof ticket !== 'object') return <div className={styles.bar} hidden={ticket !== 'loading'} aria-busy="true" />;
  return (
    <section className={styles.bar} aria-label={tickets.named(number)}>
      <div className={styles.row}>
        <TicketLink number={number} className={styles.link} title={ticket.title}>
          <Icon path={mdiTicketOutline} size={18} />
          {number}
        </TicketLink>
        <div className={styles.facts}>
          <Due ticket={ticket} />
          {!shown && <Facts ticket={ticket} />}
        </div>
        <Actions ticket={ticket} inRoom />
        <IconButton size="small" aria-label={tickets.showDetails} title={tickets.showDetails} aria-pressed={shown} onClick={() => dispatch({ type: 'pane_toggled', pane: { name: 'ticket' } })}>
          <Icon path={mdiPageLayoutSidebarRight} size={18} />
        </IconButton>
      </div>
      <ReadsAlong ticket={ticket} />
    </section>
  );
}
