// When a ticket is due, counting down.

import { mdiAlertCircleOutline, mdiClockOutline } from '@mdi/js';

import type { TicketCard } from '../../core/protocol/generated';
import { useNow } from '../../shared/hooks/useNow';
import { Icon } from '../../shared/ui/Icon';
import { fullTime } from '../../shared/words/times';
import { useWords } from './card-words';
import { dueStateAt, dueText } from './due';
import styles from './Due.module.css';

/** Nothing for a ticket without a target. */
export function Due({ ticket }: { ticket: Pick<TicketCard, 'dueAt' | 'dueSoonAt'> }) {
  const words = useWords();
  const now = useNow();
  const { dueAt } = ticket;
  if (dueAt === undefined) return null;
  const state = dueStateAt(ticket, now);
  return (
    <time className={styles.due} data-state={state} dateTime={new Date(dueAt).toISOString()} title={words.tickets.dueAt(fullTime(dueAt, words))}>
      <Icon path={state === 'late' ? mdiAlertCircleOutline : mdiClockOutline} size={14} />
      {dueText(dueAt, now, words)}
    </time>
  );
}
