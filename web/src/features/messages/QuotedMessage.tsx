// The message that a reply answers, in one line; a click goes there.

import { mdiReply } from '@mdi/js';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { Name } from '../../shared/ui/Name';
import { Icon } from '../../shared/ui/Icon';
import { useGoTo } from '../../shared/hooks/view/conversation';
import { saidIn } from './said';
import { useWords } from './words';
import { useQuoted } from '../../shared/hooks/useQuoted';
import styles from './MessageBubble.module.css';

export function QuotedMessage({ messageId }: { messageId: number }) {
  const words = useWords();
  const goTo = useGoTo();
  const quoted = useQuoted(messageId);
  const people = useChat((state) => state.people);
  const author = quoted === null ? '' : nameOf(people, quoted.userId);
  if (quoted === null) {
    return (
      <span className={styles.quoted}>
        <Icon path={mdiReply} size={14} /> {words.message.repliedToUnknown}
      </span>
    );
  }
  const text = saidIn(quoted, people, words);
  return (
    <button
      type="button"
      className={styles.quoted}
      onClick={() => goTo(quoted.seq)}
    >
      <Icon path={mdiReply} size={14} />
      <span className="visually-hidden">{words.messages.repliedTo(author)}:</span>
      <strong aria-hidden="true">
        <Name of={[quoted.userId]}>{author}</Name>
      </strong>
      <span className={styles.quotedText}>{text}</span>
    </button>
  );
}
