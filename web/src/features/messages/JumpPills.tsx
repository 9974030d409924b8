// Ways over a long list: up to what is new, down to the end. Never a jump by itself.

import { mdiArrowDown, mdiArrowUp } from '@mdi/js';

import { UNREAD_CAP } from '../../core/store/state';
import { Icon } from '../common/Icon';
import { capped } from '../sidebar/ChannelRow';
import { useWords } from '../words/words';
import styles from './MessageList.module.css';

interface JumpPillsProps {
  /** True when the "New" line is above the view. */
  newAbove: boolean;
  /** True when the end is in view. */
  atEnd: boolean;
  unreadCount: number;
  onFirstNew(): void;
  onEnd(): void;
}

export function JumpPills({ newAbove, atEnd, unreadCount, onFirstNew, onEnd }: JumpPillsProps) {
  const words = useWords();
  let end = words.messages.toLatest;
  if (unreadCount >= UNREAD_CAP) end = words.messages.unreadAbove(capped(unreadCount));
  else if (unreadCount > 0) end = words.messages.newBelow(unreadCount);
  return (
    <>
      {newAbove && (
        <button type="button" className={`${styles.pill} ${styles.top}`} onClick={onFirstNew}>
          <Icon path={mdiArrowUp} size={16} />
          {words.messages.toFirstUnread}
        </button>
      )}
      {!atEnd && (
        <button
          type="button"
          className={`${styles.pill} ${styles.bottom} ${unreadCount > 0 ? styles.loud : ''}`}
          onClick={onEnd}
        >
          <Icon path={mdiArrowDown} size={16} />
          {end}
        </button>
      )}
    </>
  );
}
