// Ways over a long list: up to what is new, down to the end. Never a jump by itself.

import { mdiArrowDown, mdiArrowUp } from '@mdi/js';

import { UNREAD_CAP } from '../../core/store/state';
import { Icon } from '../common/Icon';
import { capped } from '../common/capped';
import { useWords } from '../words/words';
import styles from './MessageList.module.css';

interface JumpPillsProps {
  /** True when the "New" line is above the view. */
  newAbove: boolean;
  /** True when the end is in view, or followed. */
  atEnd: boolean;
  /** How many new messages lie below the view. */
  newBelow: number;
  onFirstNew(): void;
  onEnd(): void;
}

export function JumpPills({ newAbove, atEnd, newBelow, onFirstNew, onEnd }: JumpPillsProps) {
  const words = useWords();
  let end = words.messages.toLatest;
  if (newBelow >= UNREAD_CAP) end = words.messages.unreadAbove(capped(newBelow));
  else if (newBelow > 0) end = words.messages.newBelow(newBelow);
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
          className={`${styles.pill} ${styles.bottom} ${newBelow > 0 ? styles.loud : ''}`}
          onClick={onEnd}
        >
          <Icon path={mdiArrowDown} size={16} />
          {end}
        </button>
      )}
    </>
  );
}
