// Tickets one below the other: one's own, one's team's, those of nobody, or all; the latest first.

import { mdiMagnify } from '@mdi/js';
import { useRef, type KeyboardEvent } from 'react';

import { useChat } from '../../shared/hooks/client';
import { useBackToList } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import frame from '../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../shared/ui/Icon';
import { BackButton } from './BackButton';
import { useWords } from './card-words';
import { statusName } from './naming';
import { TicketRow } from './TicketRow';
import { More } from './More';
import { UNFINISHED, useListChoice, useTicketList, type ListName } from './useTicketList';
import { useRowWalk } from './useRowWalk';
import column from './TicketsColumn.module.css';
import styles from './TicketList.module.css';

export function TicketList({ open }: { open: string | null }) {
  const words = useWords();
  const { tickets } = words;
  const back = useBackToList();
  const inTeam = useChat((state) => (state.me?.teamId ?? null) !== null);
  const [choice, choose] = useListChoice();
  const { items, loading, stale, error, more, refresh } = useTicketList(choice);
  const listed = useRef<HTMLUListElement>(null);
  const walk = useRowWalk(listed, open, more);
  const lists: readonly (readonly [ListName, string])[] = [
    ['mine', tickets.mine],
    ...(inTeam ? ([['team', tickets.ofTeam]] as const) : []),
    ['unassigned', tickets.unassigned],
    ['all', tickets.all],
  ];
  const filtered = choice.query.trim() !== '' || !(choice.status === UNFINISHED || choice.status === '');
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    walk.enter();
  }
  return (
    <section className={`${column.area} ${styles.area}`} aria-label={tickets.title}>
      <header className={column.header}>
        <BackButton label={words.back} onClick={back} />
        <h1>{tickets.title}</h1>
      </header>
      <div className={styles.filters}>
        <div className={styles.lists} role="group" aria-label={tickets.list}>
          {lists.map(([list, label]) => (
            <button key={list} type="button" aria-pressed={choice.list === list} onClick={() => choose({ list })}>
              {label}
            </button>
          ))}
        </div>
        <label className={styles.search}>
          <Icon path={mdiMagnify} size={18} />
          <input type="search" aria-label={tickets.search} placeholder={tickets.search} value={choice.query} onChange={(event) => choose({ query: event.target.value })} onKeyDown={onKeyDown} />
        </label>
        <select className={styles.select} aria-label={tickets.status} value={choice.status} onChange={(event) => choose({ status: event.target.value })}>
          <option value={UNFINISHED}>{tickets.unfinished}</option>
          <option value="">{tickets.anyStatus}</option>
          {Object.keys(tickets.statuses).map((status) => (
            <option key={status} value={status}>
              {statusName(status, words)}
            </option>
          ))}
        </select>
      </div>
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
              <Button variant="outlined" onClick={() => choose({ query: '', status: UNFINISHED })}>
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
