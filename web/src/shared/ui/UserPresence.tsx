// Whether someone is there: a dot with a shape of its own for each state, and the word for it.

import type { Presence, PresenceStatus } from '../../core/protocol/generated';
import { isCutOff, isPresenceUnknown, OFFLINE } from '../../core/store/selectors';
import { useChat } from '../hooks/client';
import { useWords } from '../words/words';
import styles from './UserPresence.module.css';

function PresenceDot({ status }: { status: PresenceStatus | 'unknown' }) {
  const words = useWords();
  return (
    <span className={`${styles.dot} ${styles[status]}`} role="img" aria-label={words.presence[status]} />
  );
}

interface UserPresenceProps {
  username: string;
  withMessage?: boolean;
  /** What was asked for, of someone whose presence the server does not send by itself; `null` if it does not say. */
  asked?: Presence | null | undefined;
}

/** Someone's dot and, where there is room, their own words about it. */
export function UserPresence({ username, withMessage = false, asked }: UserPresenceProps) {
  const sent = useChat((state) => (Object.hasOwn(state.presence, username) ? state.presence[username] : undefined));
  const unknown = useChat((state) => (asked ? isCutOff(state) : asked === null || isPresenceUnknown(state, username)));
  const presence = sent ?? asked ?? OFFLINE;
  return (
    <span className={styles.presence}>
      <PresenceDot status={unknown ? 'unknown' : presence.status} />
      {withMessage && presence.statusMessage !== '' && (
        <span className={styles.message} title={presence.statusMessage}>
          {presence.statusMessage}
        </span>
      )}
    </span>
  );
}
