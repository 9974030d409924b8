// The button that sends what is in the box later; when, is asked by a dialog that is fetched then.

import { mdiClockOutline } from '@mdi/js';
import { useState } from 'react';

import type { SendLaterProps } from '../../shared/registry/registry';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { LazyPart } from '../../shared/ui/LazyPart';
import { whenIdle } from '../../shared/ui/when-idle';
import { useWords } from './words';
import styles from './SendLater.module.css';

const loadSendLaterDialog = whenIdle(async () => (await import('./SendLaterDialog')).SendLaterDialog);

export function SendLater({ channelId, threadId, text, files, disabled, onScheduled }: SendLaterProps) {
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const end = (): void => setAsking(false);
  return (
    <>
      <IconButton className={styles.later} aria-label={words.scheduled.later} title={words.scheduled.later} aria-haspopup="dialog" disabled={disabled} onClick={() => setAsking(true)}>
        <Icon path={mdiClockOutline} size={22} />
      </IconButton>
      {asking && <LazyPart load={loadSendLaterDialog} props={{ channelId, threadId, text, files, onScheduled, onClose: end }} holder="dialog" onGiveUp={end} />}
    </>
  );
}
