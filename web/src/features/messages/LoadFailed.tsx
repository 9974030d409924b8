// The messages could not be fetched: why, and what to do. Where there are none, nothing can be done.

import { Button } from '../../shared/ui/Button';
import type { ErrorCode } from '../../core/protocol/errors';
import { useWords } from './words';
import styles from './MessageArea.module.css';

export function LoadFailed({ error, onRetry }: { error: ErrorCode; onRetry(): void }) {
  const words = useWords();
  return (
    <div className={styles.center} role="alert">
      {error === 'not_found' || <h2>{words.messages.loadFailed}</h2>}
      <p>{words.errors[error]}</p>
      {error === 'not_found' || (
        <Button variant="outlined" onClick={onRetry}>
          {words.retry}
        </Button>
      )}
    </div>
  );
}
