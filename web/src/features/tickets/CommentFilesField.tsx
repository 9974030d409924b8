// The files of a comment: chosen by a button, with how far each has got.

import { mdiAlertCircleOutline, mdiClose, mdiFileOutline, mdiPaperclip, mdiRefresh } from '@mdi/js';
import { useRef } from 'react';

import { Button, IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { reasonOf } from '../../shared/words/reasons';
import { useWords } from './card-words';
import { MOST_FILES, type CommentFile, type CommentFiles } from './comment-files';
import styles from './CommentFilesField.module.css';

interface CommentFilesFieldProps {
  files: CommentFiles;
  items: readonly CommentFile[];
  /** True while files are drawn over the dialog. */
  over: boolean;
}

export function CommentFilesField({ files, items, over }: CommentFilesFieldProps) {
  const { tickets } = useWords();
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.field} data-over={over || undefined}>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          files.add([...(currentTarget.files ?? [])]);
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
      {items.length > 0 && (
        <ul aria-label={tickets.files}>
          {items.map((item) => (
            <Row key={item.key} files={files} item={item} />
          ))}
        </ul>
      )}
      <Button size="small" startIcon={<Icon path={mdiPaperclip} size={18} />} disabled={items.length >= MOST_FILES} onClick={() => chooser.current?.click()}>
        {over ? tickets.dropFiles : tickets.attach}
      </Button>
    </div>
  );
}

function Row({ files, item: { key, name, share, info, error } }: { files: CommentFiles; item: CommentFile }) {
  const words = useWords();
  const { tickets } = words;
  const percent = Math.round(share * 100);
  return (
    <li data-failed={error !== null || undefined}>
      <Icon path={error === null ? mdiFileOutline : mdiAlertCircleOutline} size={18} />
      <span className={styles.about}>
        <bdi title={name}>{name}</bdi>
        {error !== null && <small role="alert">{reasonOf(error, words)}</small>}
        {error === null && info === null && <progress aria-label={tickets.uploading(name)} max={100} value={percent} />}
      </span>
      {error?.retryable === true && (
        <IconButton size="small" aria-label={tickets.retryFile(name)} title={tickets.retryFile(name)} onClick={() => files.retry(key)}>
          <Icon path={mdiRefresh} size={18} />
        </IconButton>
      )}
      <IconButton size="small" aria-label={tickets.removeFile(name)} title={tickets.removeFile(name)} onClick={() => files.remove(key)}>
        <Icon path={mdiClose} size={18} />
      </IconButton>
    </li>
  );
}
