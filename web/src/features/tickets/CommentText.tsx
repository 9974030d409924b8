// What was written to a ticket with what a line tells of, to whoever may read it, with its files. Nothing for others, and
// until it is there.

import { remarkOf } from '../../core/formatting/remarked';
import type { Message } from '../../core/protocol/generated';
import { useRegistry } from '../../shared/registry/registry';
import styles from './CommentText.module.css';
import { useTicketHistory } from './useTicketHistory';
import { WrittenText } from './WrittenText';

export function CommentText({ number, message }: { number: string; message: Message }) {
  const { Files } = useRegistry().views;
  const { entries } = useTicketHistory(number);
  const remark = remarkOf(message, entries ?? []);
  if (remark === null) return null;
  const { text, files = [] } = remark;
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
