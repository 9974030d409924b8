// A file as its icon, name and size, with the way to download it.

import { mdiAlertCircleOutline, mdiDownload, mdiFileDocumentOutline, mdiFileImageOutline, mdiFileMusicOutline, mdiFileOutline, mdiFilePdfBox, mdiFileTableOutline, mdiFileVideoOutline, mdiFolderZipOutline } from '@mdi/js';
import { useState, type ReactNode } from 'react';

import type { ErrorCode } from '../../core/protocol/errors';
import type { FileInfo } from '../../core/protocol/generated';
import { useSession } from '../../shared/hooks/client';
import { useNotify } from '../../shared/hooks/view/view';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { download } from './download';
import { FileName } from './FileName';
import styles from './FileList.module.css';
import { useWords } from './file-words';
import { endingOf, lengthOf, shownAs, sizeOf } from './kinds';

const ICONS: readonly (readonly [RegExp, string])[] = [
  [/^image\//, mdiFileImageOutline],
  [/^video\//, mdiFileVideoOutline],
  [/^audio\//, mdiFileMusicOutline],
  [/pdf$/, mdiFilePdfBox],
  [/zip|compressed|x-(?:tar|gzip|7z|rar|xz|bzip2)|gzip/, mdiFolderZipOutline],
  [/spreadsheet|excel|csv/, mdiFileTableOutline],
  [/^text\/|word|document|json|presentation/, mdiFileDocumentOutline],
];

export function iconOf(mimeType: string): string {
  return ICONS.find(([pattern]) => pattern.test(mimeType))?.[1] ?? mdiFileOutline;
}

interface FileCardProps {
  file: FileInfo;
  /** Why there is nothing. */
  problem?: ErrorCode | null;
  /** Shows it, from the element that was clicked. */
  onOpen?(element: Element): void;
  /** What stands below its line, e.g. the player. */
  children?: ReactNode;
}

export function FileCard({ file, problem = null, onOpen, children }: FileCardProps) {
  return (
    <div className={styles.card} data-file={file.id}>
      <FileLine file={file} problem={problem} onOpen={onOpen} />
      {children}
    </div>
  );
}

interface FileLineProps {
  file: FileInfo;
  problem: ErrorCode | null;
  onOpen?: ((element: Element) => void) | undefined;
}

export function FileLine({ file, problem, onOpen }: FileLineProps) {
  const words = useWords();
  return (
    <div className={styles.line}>
      <span className={styles.icon}>
        <Icon path={problem === null ? iconOf(shownAs(file) === 'audio' ? 'audio/' : file.mimeType) : mdiAlertCircleOutline} size={28} />
      </span>
      <span className={styles.about}>
        <strong className={styles.name} title={file.name}>
          <FileName name={file.name} />
        </strong>
        <span className={styles.facts}>{problem === null ? factsOf(file, words.locale) : problem === 'not_found' ? words.files.missing : words.files.notLoaded}</span>
        {problem === null && file.description && <span className={styles.facts}>{file.description}</span>}
      </span>
      {/* It lies over all of them. */}
      {onOpen !== undefined && <button type="button" className={styles.opener} aria-label={words.files.open(file.name)} title={words.files.open(file.name)} onClick={({ currentTarget }) => onOpen(currentTarget)} />}
      {problem !== 'not_found' && <Download file={file} />}
    </div>
  );
}

export function Download({ file, size = 20 }: { file: FileInfo; size?: number }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);
  const label = words.files.download(file.name);
  const save = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      await download(session, file);
    } catch (thrown) {
      notify.failure(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <IconButton aria-label={label} title={label} aria-busy={busy} onClick={() => void save()}>
      <Icon path={mdiDownload} size={size} />
    </IconButton>
  );
}

/** E.g. `PDF · 48 kB`. */
export function factsOf({ name, size, durationMs }: FileInfo, locale: string): string {
  return [endingOf(name), durationMs === undefined ? '' : lengthOf(durationMs), sizeOf(size, locale)].filter((fact) => fact !== '').join(' · ');
}
