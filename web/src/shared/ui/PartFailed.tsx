// In place of a part of the page that could not be fetched or has failed.

import { useEffect, useRef } from 'react';

import { useChat } from '../hooks/client';
import { useOutdated } from '../hooks/useOutdated';
import { useWords } from '../words/words';
import { Button } from './Button';
import styles from './PartFailed.module.css';

interface PartFailedProps {
  /** It has failed before: Chromium requests a script only once, until the page is reloaded. */
  again: boolean;
  onRetry(): void;
  onGiveUp: (() => void) | undefined;
}

export function PartFailed({ again, onRetry, onGiveUp }: PartFailedProps) {
  const words = useWords();
  const outdated = useOutdated();
  const online = useRetryOnceOnline(onRetry);
  // Without a server, to reload would lose the whole page.
  const reloads = online && (outdated || again);
  return (
    <div className={styles.part} role="alert">
      <p>{outdated ? words.outdated : words.part.failed}</p>
      {!online && <p>{words.errors.offline}</p>}
      <div className={styles.ways}>
        {onGiveUp !== undefined && (
          <Button color="inherit" onClick={onGiveUp}>
            {words.close}
          </Button>
        )}
        {reloads ? (
          <Button variant="contained" data-first onClick={() => window.location.reload()}>
            {words.reload}
          </Button>
        ) : (
          <Button variant="contained" data-first onClick={onRetry}>
            {words.retry}
          </Button>
        )}
      </div>
    </div>
  );
}

/** In place of a part that is not missed: it is tried again when the connection is back. */
export function PartMissing({ onRetry }: { onRetry(): void }) {
  useRetryOnceOnline(onRetry);
  return null;
}

/** Retries when the connection is back, if there was none. Returns whether there is one. */
function useRetryOnceOnline(onRetry: () => void): boolean {
  const online = useChat((state) => state.phase.name === 'online');
  const retry = useRef(onRetry);
  useEffect(() => {
    retry.current = onRetry;
  });
  const failedOnline = useRef(online);
  useEffect(() => {
    if (online && !failedOnline.current) retry.current();
  }, [online]);
  return online;
}
