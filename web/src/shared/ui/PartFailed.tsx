// In place of a part of the page that could not be fetched or has failed.

import { useWords } from '../words/words';
import styles from './PartFailed.module.css';

interface PartFailedProps {
  inDialog: boolean;
  onRetry(): void;
  onGiveUp(): void;
}

export function PartFailed({ inDialog, onRetry, onGiveUp }: PartFailedProps) {
  const words = useWords();
  return (
    <div className={`${styles.part} ${inDialog ? styles.over : ''}`} role="alert">
      <p>{words.part.failed}</p>
      <div className={styles.ways}>
        <button type="button" onClick={onGiveUp}>
          {words.close}
        </button>
        <button type="button" className={styles.primary} onClick={onRetry}>
          {words.retry}
        </button>
      </div>
    </div>
  );
}
