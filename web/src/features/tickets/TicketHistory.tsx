// What happened to a ticket, the oldest first: its changes, and the comments on it.

import { mdiLockOutline } from '@mdi/js';
import { useId } from 'react';

import type { TicketChange, TicketComment } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useRegistry } from '../../shared/registry/registry';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { dayAndTime, fullTime } from '../../shared/words/times';
import { useWords } from './card-words';
import { happened } from './happened';
import styles from './TicketHistory.module.css';
import { useTeamName } from './useTeamName';
import { useTicketHistory } from './useTicketHistory';
import { WrittenText } from './WrittenText';

export function TicketHistory({ number }: { number: string }) {
  const words = useWords();
  const titleId = useId();
  const { entries, error, retry } = useTicketHistory(number);
  return (
    <section className={styles.history} aria-labelledby={titleId} aria-busy={entries === null && error === null}>
      <h2 id={titleId}>{words.tickets.history}</h2>
      {entries?.length === 0 && <p className={styles.none}>{words.tickets.noHistory}</p>}
      {entries === null && error === null && <p className={styles.none}>{words.loading}</p>}
      {entries === null && error !== null && (
        <p className={styles.none} role="alert">
          {words.errors[error]}{' '}
          <Button size="small" onClick={retry}>
            {words.retry}
          </Button>
        </p>
      )}
      <ol>
        {entries?.map((entry) => (
          <li key={`${entry.type} ${entry.id}`}>{entry.type === 'comment' ? <Comment comment={entry} /> : <Change change={entry} />}</li>
        ))}
      </ol>
    </section>
  );
}

function Change({ change }: { change: TicketChange }) {
  const words = useWords();
  const people = useChat((state) => state.people);
  const team = useTeamName();
  const person = (user: string): string => nameOf(people, user);
  const texts = [change.notes ?? '', isRepeated(change) ? '' : (change.reason ?? '')].filter((text) => text !== '');
  return (
    <div className={styles.change}>
      <p>
        <strong>{change.byName || person(change.by)}</strong> {happened(change, { person, team }, words)} <Time at={change.at} />
      </p>
      {texts.map((text) => (
        <p key={text} className={styles.text}>
          <WrittenText text={text} />
        </p>
      ))}
    </div>
  );
}

/** True if the reason is the one that Orvale gives by itself, which says the same again. */
function isRepeated({ action, reason, from, to }: TicketChange): boolean {
  return action === 'assigned' && reason === `Reassigned from ${from ?? 'unassigned'} to ${to ?? 'unassigned'}`;
}

function Comment({ comment: { author, authorName, text, internal, files = [], createdAt } }: { comment: TicketComment }) {
  const { tickets } = useWords();
  const { Files } = useRegistry().views;
  return (
    <div className={styles.comment} data-internal={internal || undefined}>
      <PersonAvatar username={author} name={authorName || author} size={28} />
      <div>
        <p>
          <strong>{authorName || author}</strong> <Time at={createdAt} />
          {internal && (
            <span className={styles.internal} title={tickets.internalHint}>
              <Icon path={mdiLockOutline} size={14} />
              {tickets.internal}
            </span>
          )}
        </p>
        <p className={styles.text}>
          <WrittenText text={text} />
        </p>
        {files.length > 0 && Files !== undefined && <Files files={files} />}
      </div>
    </div>
  );
}

function Time({ at }: { at: number | null }) {
  const words = useWords();
  const now = useNow();
  return at === null ? null : <time title={fullTime(at, words)}>{dayAndTime(at, now, words)}</time>;
}
