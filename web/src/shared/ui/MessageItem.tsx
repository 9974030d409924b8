// A message in a list outside its conversation: who wrote it, where, when and what. A click opens it.

import type { ReactNode } from 'react';

import type { Message } from '../../core/protocol/generated';
import { nameOf, titleOf } from '../../core/store/selectors';
import { useChat } from '../hooks/client';
import { useNow } from '../hooks/useNow';
import { useGist } from '../hooks/useSource';
import { fullTime, relativeTime } from '../words/times';
import { useWords } from '../words/words';
import { ChannelMark } from './ChannelMark';
import styles from './MessageItem.module.css';
import { Name } from './Name';
import { PersonAvatar } from './PersonAvatar';

interface MessageItemProps {
  message: Message;
  onOpen(): void;
  /** A line below the text, e.g. when it was saved. */
  note: ReactNode;
  /** Buttons beside it. */
  children: ReactNode;
}

export function MessageItem({ message, onOpen, note, children }: MessageItemProps) {
  const words = useWords();
  const now = useNow();
  const people = useChat((state) => state.people);
  const author = nameOf(people, message.userId);
  const gist = useGist(message, words);
  const { createdAt } = message;
  return (
    <li className={styles.item}>
      <button type="button" className={styles.message} onClick={onOpen}>
        <PersonAvatar username={message.userId} name={author} />
        <span className={styles.words}>
          <span className={styles.place}>
            <strong>
              <Name of={[message.userId]}>{author}</Name>
            </strong>
            <Place channelId={message.channelId} />
            <time title={fullTime(createdAt, words)}>{relativeTime(createdAt, now, words)}</time>
          </span>
          <span className={`${styles.text} ${message.deletedAt === null ? '' : styles.deleted}`}>{gist}</span>
          <span className={styles.note}>{note}</span>
        </span>
      </button>
      <span className={styles.actions}>{children}</span>
    </li>
  );
}

/** The conversation, where it is known. */
export function Place({ channelId }: { channelId: number }) {
  const channel = useChat((state) => state.channels[channelId]);
  const words = useWords();
  const title = useChat((state) => (channel === undefined ? '' : titleOf(channel, state, words.notes)));
  if (channel === undefined) return null;
  return (
    <>
      <ChannelMark channel={channel} />
      <span>{title}</span>
    </>
  );
}

/** Where the focus goes when the item around an element leaves its list. */
export function besideItem(element: Element): HTMLElement | null | undefined {
  const item = element.closest('li');
  const other = item?.nextElementSibling ?? item?.previousElementSibling;
  return other?.querySelector('button') ?? element.closest('aside')?.querySelector('header button');
}
