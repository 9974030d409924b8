// The files of a conversation, the latest first; the line above them leads to their message.

import type { ChannelView, Message } from '../../core/protocol/generated';
import { searchMessages } from '../../core/session/search';
import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useOpenMessage } from '../../shared/hooks/useOpenMessage';
import { usePages } from '../../shared/hooks/usePages';
import { useRefreshed, type InChannel } from '../../shared/hooks/useRefreshed';
import { Button } from '../../shared/ui/Button';
import { PaneEmpty } from '../../shared/ui/PaneEmpty';
import { fullTime, relativeTime } from '../../shared/words/times';
import { FileList } from './FileList';
import styles from './FilesPane.module.css';
import { useWords } from './file-words';

export function FilesPane({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const { items, loading, error, more } = useFiles(channel);
  if (error !== null || (items.length === 0 && more === null)) return <PaneEmpty loading={loading} problem={error && words.errors[error]} none={words.files.none} hint={words.files.noneHint} />;
  return (
    <div className={styles.pane}>
      <ul className={styles.list}>
        {items.map((message) => (
          <Sent key={message.id} message={message} />
        ))}
      </ul>
      {more !== null && <Button onClick={more}>{words.files.more}</Button>}
    </div>
  );
}

/** Fetched anew when files are sent or described, or a message is deleted. What is gone is out of it at once. */
function useFiles(channel: ChannelView) {
  const session = useSession();
  const me = useChat((state) => state.me?.username);
  const query = queryOf(channel, me);
  const pages = usePages(query, async (cursor) => {
    const page = await searchMessages(session, query, 'newest', cursor);
    // With the same people there may be several conversations.
    return { ...page, items: page.items.map(({ message }) => message).filter(({ channelId }) => channelId === channel.id) };
  });
  useRefreshed(channel.id, pages.refresh, concernsFiles);
  return pages;
}

function concernsFiles({ name, data }: InChannel): boolean {
  return name === 'message_deleted' || ((name === 'message_received' || name === 'message_updated') && (data.message.files?.length ?? 0) > 0);
}

function queryOf({ type, name, members }: ChannelView, me: string | undefined): string {
  if (type !== 'direct') return `has:file in:"${name}"`;
  const other = members.find((member) => member !== me) ?? me ?? '';
  return `has:file with:"${other}"`;
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
