// Tickets one below the other: one's own, one's team's, those of nobody, or all; in the order that was chosen.

import { mdiCogOutline } from '@mdi/js';
import { useRef } from 'react';

import { useChat } from '../../shared/hooks/client';
import { useBackToList, useViewDispatch } from '../../shared/hooks/view/view';
import { Button, IconButton } from '../../shared/ui/Button';
import frame from '../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../shared/ui/Icon';
import { BackButton } from './BackButton';
import { useWords } from './card-words';
import { TicketFilters } from './TicketFilters';
import { TicketRow } from './TicketRow';
import { More } from './More';
import { UNFINISHED, useListChoice, useTicketList } from './useTicketList';
import { useRowWalk } from './useRowWalk';
import column from './TicketsColumn.module.css';
import styles from './TicketList.module.css';

export function TicketList({ open }: { open: string | null }) {
  const words = useWords();
  const { tickets } = words;
  const back = useBackToList();
  const dispatch = useViewDispatch();
  const administers = useChat((state) => state.me?.role === 'admin');
  const [choice, choose] = useListChoice();
  const { items, loading, stale, error, more, refresh } = useTicketList(choice);
  const listed = useRef<HTMLUListElement>(null);
  const walk = useRowWalk(listed, open, more);
  const narrowed = choice.priority !== '' || (choice.team !== '' && choice.list !== 'team') || (choice.assignee !== '' && choice.list !== 'unassigned');
  const filtered = narrowed || choice.query.trim() !== '' || !(choice.status === UNFINISHED || choice.status === '');
  return (
    <section className={`${column.area} ${styles.area}`} aria-label={tickets.title}>
      <header className={column.header}>
        <BackButton label={words.back} onClick={back} />
        <h1>{tickets.title}</h1>
        {administers && (
          <IconButton aria-label={tickets.targets.title} title={tickets.targets.title} onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'ticket_targets' } })}>
            <Icon path={mdiCogOutline} />
          </IconButton>
        )}
      </header>
      <TicketFilters choice={choice} choose={choose} onEnterList={walk.enter} />
      <div className={styles.scroller} aria-busy={loading}>
        {error !== null && (
          <div className={column.none} role="alert">
            <p className={frame.problem}>{words.errors[error]}</p>
            <Button variant="outlined" onClick={refresh}>
              {words.retry}
            </Button>
          </div>
        )}
        {stale && error === null && <Waiting />}
        {!stale && error === null && items.length === 0 && (
          <div className={column.none}>
            <strong>{filtered ? tickets.noMatch : tickets[choice.status === UNFINISHED ? 'noneUnfinished' : 'empty'][choice.list]}</strong>
            {!filtered && choice.list === 'mine' && <p>{tickets.emptyHint}</p>}
            {filtered && (
              <Button variant="outlined" onClick={() => choose({ query: '', status: UNFINISHED, team: '', assignee: '', priority: '' })}>
                {tickets.clear}
              </Button>
            )}
            {!filtered && choice.status === UNFINISHED && (
              <Button variant="outlined" onClick={() => choose({ status: '' })}>
                {tickets.showCompleted}
              </Button>
            )}
          </div>
        )}
        {!stale && (
          // Keys move through the rows, which are links.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <ul ref={listed} className={styles.list} onKeyDown={walk.onKeyDown} onFocus={walk.onFocus}>
            {items.map((ticket) => (
              <TicketRow key={ticket.number} ticket={ticket} open={ticket.number === open} stop={ticket.number === (walk.stop ?? items[0]?.number)} />
            ))}
          </ul>
        )}
        {more !== null && !stale && error === null && <More after={items.length} loading={loading} onMore={more} />}
      </div>
    </section>
  );
}

/** As high as the rows that come. */
function Waiting() {
  const words = useWords();
  return (
    <div className={styles.waiting}>
      <span className="visually-hidden" role="status">
        {words.loading}
      </span>
      {Array.from({ length: 6 }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  );
}
