// The files of a conversation, the latest first; the line above them leads to their message.

import { useState, type ReactNode } from 'react';

import type { ChannelView, Message } from '../../core/protocol/generated';
import { searchMessages } from '../../core/session/search';
import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useOpenMessage } from '../../shared/hooks/useOpenMessage';
import { usePages } from '../../shared/hooks/usePages';
import { useRefreshed, type InChannel } from '../../shared/hooks/useRefreshed';
import { useRegistry } from '../../shared/registry/registry';
import { Button } from '../../shared/ui/Button';
import { PaneEmpty } from '../../shared/ui/PaneEmpty';
import { fullTime, relativeTime } from '../../shared/words/times';
import { FileList } from './FileList';
import { FilesFilters } from './FilesFilters';
import { ALL_FILES, isAccepted, isFiltered, queryOf, type FilesFilter } from './files-query';
import styles from './FilesPane.module.css';
import { useWords } from './file-words';

export function FilesPane({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const [filter, setFilter] = useState(ALL_FILES);
  const { TicketFiles } = useRegistry().views;
  const today = new Date(useNow());
  const { items, loading, stale, error, more } = useFiles(channel, filter);
  const filtered = isFiltered(filter);
  const nothing = !stale && (error !== null || (items.length === 0 && more === null));
  const none = <PaneEmpty loading={loading} problem={error && words.errors[error]} none={filtered ? words.files.noMatch : words.files.none} hint={filtered ? null : words.files.noneHint} />;
  const ofTicket = (empty: ReactNode): ReactNode =>
    channel.ticket === undefined || TicketFiles === undefined ? empty : <TicketFiles number={channel.ticket} accepts={(file, sent) => isAccepted(filter, file, sent, today)} empty={empty} />;
  return (
    <>
      {(filtered || !nothing || channel.ticket !== undefined) && <FilesFilters filter={filter} messages={stale ? NONE : items} onChange={setFilter} />}
      {nothing ? (
        <div className={styles.pane}>{ofTicket(none)}</div>
      ) : (
        <div className={styles.pane} aria-busy={loading}>
          {ofTicket(null)}
          <ul className={styles.list}>
            {(stale ? NONE : items).map((message) => (
              <Sent key={message.id} message={message} />
            ))}
          </ul>
          {more !== null && !stale && <Button onClick={more}>{words.files.more}</Button>}
        </div>
      )}
    </>
  );
}

const NONE: readonly Message[] = [];

/** Fetched anew when files are sent or described, or a message is deleted. What is gone is out of it at once. */
function useFiles(channel: ChannelView, filter: FilesFilter) {
  const session = useSession();
  const query = queryOf(channel.id, filter, new Date(useNow()));
  const pages = usePages(query, async (cursor) => {
    const page = await searchMessages(session, query, 'newest', cursor);
    return { ...page, items: page.items.map(({ message }) => message) };
  });
  useRefreshed(channel.id, pages.refresh, concernsFiles);
  return pages;
}

function concernsFiles({ name, data }: InChannel): boolean {
  return name === 'message_deleted' || ((name === 'message_received' || name === 'message_updated') && (data.message.files?.length ?? 0) > 0);
}

function Sent({ message }: { message: Message }) {
  const words = useWords();
  const now = useNow();
  const open = useOpenMessage();
  const name = useChat((state) => nameOf(state.people, message.userId));
  return (
    <li className={styles.sent}>
      <button type="button" className={styles.who} onClick={() => open(message)}>
        <strong>{name}</strong>
        <time title={fullTime(message.createdAt, words)}>{relativeTime(message.createdAt, now, words)}</time>
      </button>
      <FileList files={message.files ?? []} messageId={message.id} {...(message.forwardedFrom === undefined && { author: message.userId })} />
    </li>
  );
}
