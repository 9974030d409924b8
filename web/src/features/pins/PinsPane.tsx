// The pinned messages of a conversation, the newest pin first; a click leads to one.

import { mdiPinOffOutline } from '@mdi/js';
import { useCallback, useRef, useState } from 'react';

import { Button, IconButton } from '../../shared/ui/Button';
import type { ChannelView, Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useGist } from '../../shared/hooks/useSource';
import { usePages } from '../../shared/hooks/usePages';
import { useRefreshed, type InChannel } from '../../shared/hooks/useRefreshed';
import { useNavigate, useNotify } from '../../shared/hooks/view/view';
import { Icon } from '../../shared/ui/Icon';
import { PaneEmpty } from '../../shared/ui/PaneEmpty';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { fullTime, relativeTime } from '../../shared/words/times';
import { mayPin } from './feature';
import { useWords } from './pane-words';
import styles from './PinsPane.module.css';

export function PinsPane({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const { items, loading, error } = usePins(channel.id);
  if (error !== null || items.length === 0) return <PaneEmpty loading={loading} problem={error && words.errors[error]} none={words.pins.none} hint={words.pins.noneHint} />;
  return (
    <ul className={styles.pins}>
      {items.map(({ message, pinnedBy }) => (
        <Pin key={message.id} channel={channel} message={message} pinnedBy={pinnedBy} />
      ))}
    </ul>
  );
}

/** The list as the server has it, fetched anew when it changes. What is gone is out of it at once. */
function usePins(channelId: number) {
  const session = useSession();
  const [gone, setGone] = useState<readonly number[]>([]);
  const pages = usePages(String(channelId), () => session.pins(channelId));
  const concerns = useCallback(({ name, data }: InChannel): boolean => {
    if (name === 'message_unpinned' || name === 'message_deleted') setGone((ids) => [...ids, data.messageId]);
    else if (name === 'message_pinned') setGone((ids) => ids.filter((id) => id !== data.messageId));
    else return name === 'message_updated';
    return true;
  }, []);
  useRefreshed(channelId, pages.refresh, concerns);
  return { ...pages, items: pages.items.filter(({ message }) => !gone.includes(message.id)) };
}

function Pin({ channel, message, pinnedBy }: { channel: ChannelView; message: Message; pinnedBy: string }) {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const now = useNow();
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me);
  const permissions = useChat((state) => state.permissions);
  const name = nameOf(people, message.userId);
  const gist = useGist(message, words);
  const [asking, setAsking] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const unpin = async (button: HTMLElement): Promise<void> => {
    const next = besideIn(button);
    try {
      await session.unpin(message.id);
      if (button.contains(document.activeElement) || document.activeElement === document.body) next?.focus();
    } catch (thrown) {
      setAsking(false);
      notify.failure(thrown);
    }
  };
  const keep = (): void => {
    setAsking(false);
    row.current?.querySelector('button')?.focus();
  };
  return (
    <li ref={row} className={styles.pin}>
      <button type="button" className={styles.message} onClick={() => navigate({ channelId: channel.id, seq: message.seq })}>
        <span className={styles.who}>
          <PersonAvatar username={message.userId} name={name} size={24} />
          <strong>{name}</strong>
          <time title={fullTime(message.createdAt, words)}>{relativeTime(message.createdAt, now, words)}</time>
        </span>
        <span className={styles.text}>{gist}</span>
        <span className={styles.by}>{words.pins.by(nameOf(people, pinnedBy))}</span>
      </button>
      {asking ? (
        <Question onUnpin={(button) => void unpin(button)} onKeep={keep} />
      ) : mayPin({ channel, me, permissions }) && (
        <IconButton size="small" className={styles.unpin} aria-label={words.pins.unpin} title={words.pins.unpin} onClick={() => setAsking(true)}>
          <Icon path={mdiPinOffOutline} size={18} />
        </IconButton>
      )}
    </li>
  );
}

/** Unpinning is for everyone, and leaves no trace: one wrong click is not enough for it. */
function Question({ onUnpin, onKeep }: { onUnpin(button: HTMLElement): void; onKeep(): void }) {
  const words = useWords();
  return (
    // Escape takes the question back, and leaves the pane open.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/no-noninteractive-element-interactions
    <div
      className={styles.question}
      role="group"
      aria-label={words.pins.unpinQuestion}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onKeep();
      }}
    >
      <span>{words.pins.unpinQuestion}</span>
      <Button size="small" onClick={onKeep}>
        {words.cancel}
      </Button>
      <Button size="small" variant="contained" color="error" autoFocus onClick={(event) => onUnpin(event.currentTarget)}>
        {words.pins.unpinNow}
      </Button>
    </div>
  );
}

/** Where the focus goes when the item around an element leaves the list. */
function besideIn(element: Element): HTMLElement | null | undefined {
  const item = element.closest('li');
  const other = item?.nextElementSibling ?? item?.previousElementSibling;
  return other?.querySelector('button') ?? element.closest('aside')?.querySelector('h2');
}
