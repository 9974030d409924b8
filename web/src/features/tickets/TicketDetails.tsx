// What the card of a ticket does not show: the problem in full, the person who has it, notes and times.

import type { TicketCard } from '../../core/protocol/generated';
import { useNow } from '../../shared/hooks/useNow';
import { useRegistry } from '../../shared/registry/registry';
import { dayAndTime, fullTime } from '../../shared/words/times';
import { useWords } from './card-words';
import styles from './TicketView.module.css';
import { WrittenText } from './WrittenText';

export function TicketDetails({ ticket }: { ticket: TicketCard }) {
  const { tickets } = useWords();
  const { Files } = useRegistry().views;
  const { status, description, files = [], completionNotes, escalationReason, internalNotes, requesterName, category, createdAt, updatedAt, completedAt } = ticket;
  return (
    <dl className={styles.details}>
      <Text label={tickets.description} text={description} />
      {files.length > 0 && Files !== undefined && (
        <div>
          <dt>{tickets.attached}</dt>
          <dd className={styles.files}>
            <Files files={files} />
          </dd>
        </div>
      )}
      <Text label={status === 'completed' ? tickets.completionNotes : tickets.doneBefore} text={completionNotes} />
      <Text label={tickets.escalationReason} text={escalationReason} />
      <Text label={tickets.internalNotes} text={internalNotes} />
      <Text label={tickets.requester} text={requesterName} />
      <Text label={tickets.category} text={category ?? undefined} />
      <Time label={tickets.created} at={createdAt} />
      <Time label={tickets.updated} at={updatedAt} />
      <Time label={tickets.completedAt} at={completedAt ?? null} />
    </dl>
  );
}

function Text({ label, text }: { label: string; text: string | undefined }) {
  if (text === undefined || text.trim() === '') return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <WrittenText text={text} />
      </dd>
    </div>
  );
}

function Time({ label, at }: { label: string; at: number | null }) {
  const words = useWords();
  const now = useNow();
  if (at === null) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <time title={fullTime(at, words)}>{dayAndTime(at, now, words)}</time>
      </dd>
    </div>
  );
}
