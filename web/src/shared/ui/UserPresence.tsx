// Whether someone is there: a dot with a shape of its own for each state, and the word for it.

import type { PresenceStatus } from '../../core/protocol/generated';
import { presenceOf } from '../../core/store/selectors';
import { useChat } from '../hooks/client';
import { useWords } from '../words/words';
import styles from './UserPresence.module.css';

function PresenceDot({ status }: { status: PresenceStatus }) {
  const words = useWords();
  return (
    <span className={`${styles.dot} ${styles[status]}`} role="img" aria-label={words.presence[status]} />
  );
}

/** Someone's dot and, where there is room, their own words about it. */
export function UserPresence({ username, withMessage = false }: { username: string; withMessage?: boolean }) {
  const presence = useChat((state) => presenceOf(state, username));
  return (
    <span className={styles.presence}>
      <PresenceDot status={presence.status} />
      {withMessage && presence.statusMessage !== '' && (
        <span className={styles.message} title={presence.statusMessage}>
          {presence.statusMessage}
        </span>
      )}
    </span>
  );
}
