// "(edited)" behind a text: opens what it said before.

import { useViewDispatch } from '../../shared/hooks/view/view';
import type { Message } from '../../core/protocol/generated';
import { fullTime } from '../../shared/words/times';
import styles from './FormattedText.module.css';
import { useWords } from './words';

export function EditedNote({ message, editedAt }: { message: Message; editedAt: number }) {
  const words = useWords();
  const dispatch = useViewDispatch();
  return (
    <button
      type="button"
      className={styles.note}
      title={fullTime(editedAt, words)}
      onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'edit_history', message } })}
    >
      ({words.messages.edited})
    </button>
  );
}
