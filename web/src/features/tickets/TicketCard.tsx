// A ticket at a glance: number, title, status, priority, who works on it, and how old it is. What may be changed is a
// button.

import { mdiAccountGroupOutline, mdiAccountOutline, mdiCheckCircleOutline, mdiChevronDown, mdiCommentPlusOutline, mdiFlagOutline, mdiForumOutline, mdiRestore } from '@mdi/js';
import type { ReactNode } from 'react';

import type { TicketCard as Ticket } from '../../core/protocol/generated';
import { useNow } from '../../shared/hooks/useNow';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { fullTime } from '../../shared/words/times';
import { useWords } from './card-words';
import { Due } from './Due';
import { ageOf, priorityName, statusName } from './naming';
import { spotBelow, type TicketTask } from './tasks';
import styles from './TicketCard.module.css';
import { TicketLink } from './TicketLink';
import { useChangeTicket } from './useChangeTicket';
import { useOpenRoom } from './useOpenRoom';

interface TicketCardProps {
  ticket: Ticket;
  /** True where number and title stand above it. */
  headed?: boolean;
  /** True beside its conversation. */
  inRoom?: boolean;
}

export function TicketCard({ ticket, headed = false, inRoom = false }: TicketCardProps) {
  const words = useWords();
  const { number, title, createdAt } = ticket;
  const now = useNow();
  return (
    <section className={styles.card} aria-label={headed || inRoom ? undefined : words.tickets.named(number)}>
      <div className={styles.head}>
        <span className={styles.about}>
          {!headed && <span className={styles.number}>{number}</span>}
          {createdAt !== null && (
            <time dateTime={new Date(createdAt).toISOString()} title={fullTime(createdAt, words)}>
              {words.tickets.opened(ageOf(createdAt, now, words))}
            </time>
          )}
          <Due ticket={ticket} />
        </span>
        <Actions ticket={ticket} inRoom={inRoom} />
      </div>
      {!headed && (
        <strong className={inRoom ? `${styles.title} ${styles.whole}` : styles.title}>
          <TicketLink number={number}>{title}</TicketLink>
        </strong>
      )}
      <Facts ticket={ticket} />
    </section>
  );
}

interface ActionsProps {
  ticket: Ticket;
  /** True where the conversation is shown already. */
  inRoom?: boolean;
}

/** What is done with one click, or in a dialog. */
export function Actions({ ticket, inRoom = false }: ActionsProps) {
  const { tickets } = useWords();
  const dispatch = useViewDispatch();
  const notify = useNotify();
  const change = useChangeTicket();
  const openRoom = useOpenRoom();
  const { number, status, assignee, may = [] } = ticket;
  const completed = status === 'completed';
  const reopen = async (): Promise<void> => {
    if (await change(ticket, { status: assignee === null ? 'pending' : 'in_progress' })) notify.info(tickets.reopened(number));
  };
  const open = (task: 'comment' | 'complete') => () => dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task, ticket } });
  return (
    <span className={styles.actions}>
      {!inRoom && <Action icon={mdiForumOutline} label={tickets.openRoom} onClick={() => void openRoom(number)} />}
      {may.includes('comment') && <Action icon={mdiCommentPlusOutline} label={tickets.comment} onClick={open('comment')} />}
      {may.includes('set_status') &&
        (completed ? (
          <Action icon={mdiRestore} label={tickets.reopen} onClick={() => void reopen()} />
        ) : (
          <Action icon={mdiCheckCircleOutline} label={tickets.complete} onClick={open('complete')} />
        ))}
    </span>
  );
}

function Action({ icon, label, onClick }: { icon: string; label: string; onClick(): void }) {
  return (
    <IconButton size="small" aria-label={label} title={label} onClick={onClick}>
      <Icon path={icon} size={18} />
    </IconButton>
  );
}

export function Facts({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const { tickets } = words;
  const { status, priority, team, teamName, assignee, assigneeName, formerAssignee, may = [] } = ticket;
  const nobody = formerAssignee === undefined ? tickets.nobody : tickets.former(formerAssignee);
  return (
    <dl className={styles.facts}>
      <Fact ticket={ticket} task="status" editable={may.includes('set_status') || may.includes('escalate')} icon={<i className={styles.dot} data-status={status} />}>
        {statusName(status, words)}
      </Fact>
      <Fact ticket={ticket} task="priority" editable={may.includes('set_priority')} icon={<span className={styles.flag} data-priority={priority}><Icon path={mdiFlagOutline} size={16} /></span>}>
        {priorityName(priority, words)}
      </Fact>
      <Fact
        ticket={ticket}
        task="assignee"
        editable={may.includes('take') || may.includes('assign')}
        icon={assignee === null ? <Icon path={mdiAccountOutline} size={16} /> : <PersonAvatar username={assignee} name={assigneeName ?? assignee} size={18} />}
      >
        {assignee === null ? nobody : (assigneeName ?? assignee)}
      </Fact>
      {(team !== null || may.includes('set_team')) && (
        <Fact ticket={ticket} task="team" editable={may.includes('set_team')} icon={<Icon path={mdiAccountGroupOutline} size={16} />}>
          {teamName ?? team ?? tickets.noTeam}
        </Fact>
      )}
    </dl>
  );
}

interface FactProps {
  ticket: Ticket;
  task: 'status' | 'priority' | 'assignee' | 'team';
  editable: boolean;
  icon: ReactNode;
  children: string;
}

function Fact({ ticket, task, editable, icon, children }: FactProps) {
  const { tickets } = useWords();
  const dispatch = useViewDispatch();
  const label = tickets[task];
  const value = (
    <>
      {icon}
      <span>{children}</span>
    </>
  );
  return (
    <div className={styles.fact}>
      <dt className="visually-hidden">{label}</dt>
      <dd>
        {editable ? (
          <button
            type="button"
            className={styles.value}
            aria-haspopup="menu"
            title={label}
            onClick={({ currentTarget }) => {
              const dialog: TicketTask = { ticket, task, spot: spotBelow(currentTarget) };
              dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', ...dialog } });
            }}
          >
            <span className="visually-hidden">{`${label}: `}</span>
            {value}
            <Icon path={mdiChevronDown} size={16} />
          </button>
        ) : (
          <span className={styles.value} title={label}>
            {value}
          </span>
        )}
      </dd>
    </div>
  );
}
