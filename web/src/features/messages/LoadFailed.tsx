// The messages could not be fetched: why, and what to do.


import { Button } from '../../shared/ui/Button';
import type { ErrorCode } from '../../core/protocol/errors';
import { useWords } from './words';
import styles from './MessageArea.module.css';

export function LoadFailed({ error, onRetry }: { error: ErrorCode; onRetry(): void }) {
  const words = useWords();
  return (
    <div className={styles.center} role="alert">
      <h2>{words.messages.loadFailed}</h2>
      <p>{words.errors[error]}</p>
      <Button variant="outlined" onClick={onRetry}>
        {words.retry}
      </Button>
    </div>
  );
}
