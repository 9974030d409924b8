// Where the messages will be, while they are fetched.

import { useChat } from '../../shared/hooks/client';
import { useWords } from './words';
import styles from './MessageArea.module.css';

const WIDTHS = [64, 38, 82, 51, 70, 44];

export function MessageSkeleton() {
  const words = useWords();
  // A page that has just been opened connects first.
  const offline = useChat((state) => state.phase.name !== 'online' && state.lastSyncAt !== null);
  return (
    <div className={styles.skeleton} role="status" aria-busy="true" aria-label={words.loading}>
      {WIDTHS.map((width) => (
        <div key={width} className={styles.bones}>
          <i />
          <div>
            <b style={{ width: '18%' }} />
            <b style={{ width: `${width}%` }} />
          </div>
        </div>
      ))}
      {offline && <p>{words.messages.whenConnected}</p>}
    </div>
  );
}
