// The files that belong to the ticket of a conversation, above those that were sent in it: its attachments, and those of
// comments that the user may read.

import type { FileInfo } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useRegistry, type TicketFilesProps } from '../../shared/registry/registry';
import { fullTime, relativeTime } from '../../shared/words/times';
import { useWords } from './card-words';
import styles from './TicketFiles.module.css';
import { useTicket } from './useTicket';
import { useTicketHistory } from './useTicketHistory';

export function TicketFiles({ number, accepts, empty }: TicketFilesProps) {
  const { tickets } = useWords();
  const { Files } = useRegistry().views;
  const ticket = useTicket(number);
  const { entries } = useTicketHistory(number);
  const files = typeof ticket === 'object' ? (ticket.files ?? []).filter((file) => accepts(file)) : [];
  const comments = (entries ?? []).flatMap((entry) => {
    if (entry.type !== 'comment') return [];
    const sent = { by: entry.author, at: entry.createdAt ?? undefined };
    const own = (entry.files ?? []).filter((file) => accepts(file, sent));
    return own.length === 0 ? [] : [{ ...entry, own }];
  });
  if (Files === undefined || (files.length === 0 && comments.length === 0)) return empty;
  return (
    <section className={styles.files} aria-label={tickets.attachedTo}>
      <h3>{tickets.attachedTo}</h3>
      {files.length > 0 && <Files files={files} />}
      {comments.toReversed().map(({ id, author, authorName, createdAt, own }) => (
        <Commented key={id} author={author} name={authorName} at={createdAt} files={own} />
      ))}
    </section>
  );
}

interface CommentedProps {
  author: string;
  name: string;
  at: number | null;
  files: readonly FileInfo[];
}

function Commented({ author, name, at, files }: CommentedProps) {
  const words = useWords();
  const now = useNow();
  const { Files } = useRegistry().views;
  const known = useChat((state) => nameOf(state.people, author));
  return (
    <div>
      <p className={styles.who}>
        <strong>{name || known}</strong>
        {at !== null && <time title={fullTime(at, words)}>{relativeTime(at, now, words)}</time>}
      </p>
      {Files !== undefined && <Files files={files} />}
    </div>
  );
}
