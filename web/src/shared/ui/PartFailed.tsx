// In place of a part of the page that could not be fetched or has failed.

import { useOutdated } from '../hooks/useOutdated';
import { useWords } from '../words/words';
import { Button } from './Button';
import styles from './PartFailed.module.css';

interface PartFailedProps {
  inDialog: boolean;
  /** It has failed before: Chromium asks once only for a script, until the page is loaded anew. */
  again: boolean;
  onRetry(): void;
  onGiveUp(): void;
}

export function PartFailed({ inDialog, again, onRetry, onGiveUp }: PartFailedProps) {
  const words = useWords();
  const outdated = useOutdated();
  return (
    <div className={`${styles.part} ${inDialog ? styles.over : ''}`} role="alert">
      <p>{outdated ? words.outdated : words.part.failed}</p>
      <div className={styles.ways}>
        <Button color="inherit" onClick={onGiveUp}>
          {words.close}
        </Button>
        {outdated || again ? (
          <Button variant="contained" onClick={() => window.location.reload()}>
            {words.reload}
          </Button>
        ) : (
          <Button variant="contained" onClick={onRetry}>
            {words.retry}
          </Button>
        )}
      </div>
    </div>
  );
}
