// A file that nobody can fetch: it is still being checked for harmful content, or it did not pass.

import { mdiAlertCircleOutline, mdiShieldSearch } from '@mdi/js';
import { useEffect, useState } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import { fileDetails } from '../../core/session/files';
import { useSession } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import styles from './FileList.module.css';
import { factsOf } from './FileCard';
import { useWords } from './file-words';
import { boxOf, shownAs } from './kinds';

export function HeldFile({ file }: { file: FileInfo }) {
  const words = useWords();
  const blocked = file.state === 'blocked';
  const reason = useBlockedFor(file);
  const state = blocked ? words.files.blocked(reason) : words.files.checking;
  // The room of a picture is there before it is.
  if (!blocked && shownAs(file) === 'picture' && file.width !== undefined) {
    const { width, height } = boxOf(file);
    return (
      <div className={styles.held} style={{ width, aspectRatio: `${width} / ${height}` }} data-file={file.id} role="group" aria-label={file.name} title={file.name}>
        <Icon path={mdiShieldSearch} size={24} />
        <span>{state}</span>
      </div>
    );
  }
  return (
    <div className={styles.card} data-file={file.id}>
      <div className={styles.line}>
        <span className={styles.icon} data-blocked={blocked || undefined}>
          <Icon path={blocked ? mdiAlertCircleOutline : mdiShieldSearch} size={28} />
        </span>
        <span className={styles.about}>
          <strong className={styles.name} title={file.name}>
            <bdi>{file.name}</bdi>
          </strong>
          <span className={styles.facts}>{[factsOf(file, words.locale), state].join(' · ')}</span>
        </span>
      </div>
    </div>
  );
}

/** Why a file was blocked; `null` while that is not known. */
function useBlockedFor({ id, state }: FileInfo): string | null {
  const session = useSession();
  const [reason, setReason] = useState<string | null>(null);
  useEffect(() => {
    if (state !== 'blocked') return undefined;
    let current = true;
    fileDetails(session, id).then(
      ({ blockedFor = null }) => (current ? setReason(blockedFor) : undefined),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [session, id, state]);
  return reason;
}
