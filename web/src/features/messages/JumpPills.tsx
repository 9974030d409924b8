// Ways over a long list: up to what is new, down to the end, never a jump by itself. And what of it
// could not be fetched, at the edge where it is missing.

import { mdiAlertCircleOutline, mdiArrowDown, mdiArrowUp, mdiClose } from '@mdi/js';

import { UNREAD_CAP, type LoadError } from '../../core/store/state';
import { Icon } from '../../shared/ui/Icon';
import { capped } from '../../shared/words/capped';
import { useWords } from './pill-words';
import styles from './MessageList.module.css';

export interface JumpPillsProps {
  /** True when the "New" line is above the view. */
  newAbove: boolean;
  /** True when the end is in view, or followed. */
  atEnd: boolean;
  /** How many new messages lie below the view. */
  newBelow: number;
  onFirstNew(): void;
  /** Takes the way to the first new message away. */
  onDismiss(): void;
  onEnd(): void;
  /** What the last fetch was refused for. */
  refused: LoadError | null;
  onRetry(): void;
}

export function JumpPills({ newAbove, atEnd, newBelow, onFirstNew, onDismiss, onEnd, refused, onRetry }: JumpPillsProps) {
  const words = useWords();
  let end = words.messages.toLatest;
  if (newBelow >= UNREAD_CAP) end = words.messages.manyBelow(capped(newBelow));
  else if (newBelow > 0) end = words.messages.newBelow(newBelow);
  const failed = refused !== null && <Refused refused={refused} onRetry={onRetry} />;
  const above = refused?.side === 'before';
  return (
    <>
      <div className={`${styles.pills} ${styles.top}`}>
        {above && failed}
        {newAbove && (
          <div className={`${styles.pill} ${styles.pair}`}>
            <button type="button" onClick={onFirstNew}>
              <Icon path={mdiArrowUp} size={16} />
              {words.messages.toFirstUnread}
            </button>
            <button type="button" aria-label={words.close} title={words.close} onClick={onDismiss}>
              <Icon path={mdiClose} size={16} />
            </button>
          </div>
        )}
      </div>
      <div className={`${styles.pills} ${styles.bottom}`}>
        {!atEnd && (
          <button type="button" className={`${styles.pill} ${newBelow > 0 ? styles.loud : ''}`} onClick={onEnd}>
            <Icon path={mdiArrowDown} size={16} />
            {end}
          </button>
        )}
        {!above && failed}
      </div>
    </>
  );
}

function Refused({ refused, onRetry }: { refused: LoadError; onRetry(): void }) {
  const words = useWords();
  return (
    <div className={`${styles.pill} ${styles.refused}`} role="alert" title={words.errors[refused.code]}>
      <Icon path={mdiAlertCircleOutline} size={16} />
      <span>{words.messages.refused[refused.side]}</span>
      <button type="button" onClick={onRetry}>
        {words.retry}
      </button>
    </div>
  );
}
