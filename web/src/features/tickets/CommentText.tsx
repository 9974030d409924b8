// What a comment says to whoever may read it, with its files. Nothing for others, and until it is there.

import { useRegistry } from '../../shared/registry/registry';
import styles from './CommentText.module.css';
import { useTicketHistory } from './useTicketHistory';
import { WrittenText } from './WrittenText';

export function CommentText({ number, id }: { number: string; id: number }) {
  const { Files } = useRegistry().views;
  const { entries } = useTicketHistory(number);
  const entry = entries?.find((one) => one.type === 'comment' && one.id === id);
  if (entry?.type !== 'comment') return null;
  const { text, files = [] } = entry;
  return (
    <div className={styles.comment}>
      {text.trim() !== '' && (
        <p className={styles.text}>
          <WrittenText text={text} />
        </p>
      )}
      {files.length > 0 && Files !== undefined && <Files files={files} />}
    </div>
  );
}
