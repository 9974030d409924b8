// One ticket in the list: a link to it.

import { mdiFlagOutline } from '@mdi/js';
import { memo } from 'react';

import type { TicketCard } from '../../core/protocol/generated';
import { useNow } from '../../shared/hooks/useNow';
import { formatRoute } from '../../shared/hooks/view/route';
import { useNavigate } from '../../shared/hooks/view/view';
import { Icon } from '../../shared/ui/Icon';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { fullTime } from '../../shared/words/times';
import { useWords } from './card-words';
import { Due } from './Due';
import { ageOf, priorityName, statusName } from './naming';
import facts from './TicketCard.module.css';
import styles from './TicketList.module.css';

interface TicketRowProps {
  ticket: TicketCard;
  open: boolean;
  /** True for the one that Tab reaches. */
  stop: boolean;
}

export const TicketRow = memo(function TicketRow({ ticket, open, stop }: TicketRowProps) {
  const words = useWords();
  const { tickets } = words;
  const navigate = useNavigate();
  const { number, title, status, priority, assignee, assigneeName, formerAssignee, teamName, team, createdAt, requesterName } = ticket;
  const route = { channelId: null, seq: null, page: `tickets/${number}` };
  const holder = assignee === null ? (formerAssignee === undefined ? tickets.nobody : tickets.former(formerAssignee)) : (assigneeName ?? assignee);
  return (
    <li>
      <a
        className={styles.row}
        href={formatRoute(route)}
        data-ticket={number}
        tabIndex={stop ? 0 : -1}
        aria-current={open ? 'true' : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          navigate(route);
        }}
      >
        <i className={facts.dot} data-status={status} />
        <span className={styles.words}>
          <strong>{title}</strong>
          <small>
            <span className={facts.number}>{number}</span>
            <span>{statusName(status, words)}</span>
            <span className={facts.flag} data-priority={priority}>
              <Icon path={mdiFlagOutline} size={14} />
              {priorityName(priority, words)}
            </span>
            {team !== null && <span>{teamName ?? team}</span>}
            {requesterName !== '' && <span>{requesterName}</span>}
            {createdAt !== null && <Age at={createdAt} />}
            <Due ticket={ticket} />
          </small>
        </span>
        <span className={`${styles.holder} ${assignee === null ? facts.nobody : ''}`} title={tickets.assignee}>
          {assignee !== null && <PersonAvatar username={assignee} name={holder} size={22} />}
          <span>{holder}</span>
        </span>
      </a>
    </li>
  );
});

/** By itself, so that time passing renders no row again. */
function Age({ at }: { at: number }) {
  const words = useWords();
  const now = useNow();
  return <time title={fullTime(at, words)}>{words.tickets.opened(ageOf(at, now, words))}</time>;
}
