// What the begun message answers, and the way to let that be.

import { mdiClose } from '@mdi/js';

import { IconButton } from '../../shared/ui/Button';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import { useQuoted } from '../../shared/hooks/useQuoted';
import { gistOf } from '../../shared/words/gist';
import { useWords } from './words';
import styles from './MessageInput.module.css';

export function ReplyBar({ messageId, onEnd }: { messageId: number; onEnd(): void }) {
  const words = useWords();
  const answered = useQuoted(messageId);
  const people = useChat((state) => state.people);
  const name = answered === null ? '' : nameOf(people, answered.userId);
  return (
    <div className={styles.reply}>
      {answered === null ? (
        <span>{words.message.repliedToUnknown}</span>
      ) : (
        <span>
          {words.composer.replyingTo(name)}: <q>{gistOf(answered, words, people)}</q>
        </span>
      )}
      <IconButton size="small" aria-label={words.composer.cancelReply} onClick={onEnd}>
        <Icon path={mdiClose} size={16} />
      </IconButton>
    </div>
  );
}
