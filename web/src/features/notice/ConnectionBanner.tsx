// Says calmly that the line is lost: since when, what waits, and what to do. Nothing while all is well.

import { mdiAlertOutline, mdiUpdate, mdiWifiOff } from '@mdi/js';
import { useEffect, useState } from 'react';

import { useChat, useSession } from '../../shared/hooks/client';
import { useOutdated } from '../../shared/hooks/useOutdated';
import { Icon } from '../../shared/ui/Icon';
import { timeOfDay } from '../../shared/words/times';
import { useWords } from './words';
import styles from './ConnectionBanner.module.css';

/** A line that is back sooner than this is not worth a word. */
const PATIENCE_MS = 1500;

export function ConnectionBanner({ storageRefused }: { storageRefused: boolean }) {
  const words = useWords();
  const phase = useChat((state) => state.phase.name);
  const outdated = useOutdated();
  return (
    <div role="status">
      {phase !== 'online' && phase !== 'ended' && <LostLine />}
      {outdated && (
        <div className={styles.banner}>
          <Icon path={mdiUpdate} size={18} />
          <span>{words.outdated}</span>
          <button type="button" onClick={() => window.location.reload()}>
            {words.reload}
          </button>
        </div>
      )}
      {storageRefused && (
        <div className={styles.banner}>
          <Icon path={mdiAlertOutline} size={18} />
          <span>{words.connection.storageRefused}</span>
        </div>
      )}
    </div>
  );
}

function LostLine() {
  const words = useWords();
  const session = useSession();
  const lastSyncAt = useChat((state) => state.lastSyncAt);
  const offset = useChat((state) => state.clockOffsetMs);
  const waiting = useChat((state) => state.outgoing.filter((message) => message.status !== 'failed').length);
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (patient) return null;
  const since =
    lastSyncAt === null ? words.connection.connecting : words.connection.lastSync(timeOfDay(lastSyncAt + offset, words));
  return (
    <div className={styles.banner}>
      <Icon path={mdiWifiOff} size={18} />
      <span>
        {lastSyncAt !== null && <strong>{words.connection.lost}</strong>} {since}{' '}
        {waiting > 0 && words.connection.waiting(waiting)}
      </span>
      <button type="button" onClick={() => session.retryNow()}>
        {words.connection.retry}
      </button>
    </div>
  );
}
