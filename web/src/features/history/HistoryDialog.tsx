// What a message said before it was edited: each version with what it changed, the latest first.

import { useEffect, useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { earlierTexts } from '../../core/session/history';
import { useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { usePages } from '../../shared/hooks/usePages';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { fullTime, relativeTime } from '../../shared/words/times';
import { differences } from './diff';
import { useWords } from './dialog-words';
import styles from './HistoryDialog.module.css';

interface Version {
  text: string;
  at: number;
}

export function HistoryDialog({ message: opened }: { message: Message }) {
  const words = useWords();
  const message = useCurrent(opened);
  const { items, stale, error, more, current } = useVersions(message);
  const deleted = message.deletedAt !== null;
  return (
    <DialogFrame
      title={words.history.title}
      width={560}
      text
      actions={more !== null && !deleted && <Button onClick={more}>{words.history.more}</Button>}
    >
      {deleted && <p className={frame.none}>{words.message.deleted}</p>}
      {!deleted && error !== null && <p className={frame.problem}>{words.errors[error]}</p>}
      {!deleted && stale && error === null && <p className={frame.none}>{words.loading}</p>}
      {!deleted && !stale && (
        <ol className={styles.versions}>
          {[current, ...items].map((version, index, all) => (
            <Shown key={version.at} version={version} before={all[index + 1]} latest={index === 0} oldest={index === all.length - 1 && more === null} />
          ))}
        </ol>
      )}
    </DialogFrame>
  );
}

/** The message as it is now. */
function useCurrent(opened: Message): Message {
  const session = useSession();
  const [message, setMessage] = useState(opened);
  useEffect(
    () =>
      session.listen(({ name, data }) => {
        if (name === 'message_updated' && data.message.id === opened.id) setMessage(data.message);
        if (name === 'message_deleted' && data.messageId === opened.id) setMessage((before) => ({ ...before, text: '', deletedAt: data.deletedAt }));
      }),
    [session, opened.id],
  );
  return message;
}

function useVersions(message: Message) {
  const session = useSession();
  const pages = usePages(`${message.id}.${message.editedAt}`, async (cursor) => {
    const page = await earlierTexts(session, message.id, cursor);
    return { ...page, items: page.items.map(({ text, writtenAt }): Version => ({ text, at: writtenAt })) };
  });
  return { ...pages, current: { text: message.text, at: message.editedAt ?? message.createdAt } };
}

interface ShownProps {
  version: Version;
  /** The version that it changed. */
  before: Version | undefined;
  latest: boolean;
  oldest: boolean;
}

function Shown({ version: { text, at }, before, latest, oldest }: ShownProps) {
  const words = useWords();
  const now = useNow();
  const title = latest ? words.history.current : oldest ? words.history.original : words.history.edited;
  return (
    <li>
      <div className={styles.head}>
        <strong>{title}</strong>
        <time dateTime={new Date(at).toISOString()} title={fullTime(at, words)}>
          {relativeTime(at, now, words)}
        </time>
      </div>
      <p className={styles.text}>
        {text === '' && <em>{words.history.empty}</em>}
        {before === undefined ? text : differences(before.text, text).map((piece, index) => <Piece key={index} {...piece} />)}
      </p>
    </li>
  );
}

function Piece({ kind, text }: ReturnType<typeof differences>[number]) {
  if (kind === 'added') return <ins>{text}</ins>;
  return kind === 'removed' ? <del>{text}</del> : text;
}
