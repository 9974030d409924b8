// The mark on one's own picture while notifications are silent.

import { mdiSleep } from '@mdi/js';

import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './pane-words';
import { quietAt } from './quiet';
import styles from './QuietMark.module.css';

export function QuietMark() {
  const { quiet } = useWords();
  const now = useNow();
  const preferences = useChat((state) => state.preferences);
  if (quietAt(preferences, now) === null) return null;
  return (
    <span className={styles.mark} title={quiet.title}>
      <Icon path={mdiSleep} size={12} />
      <span className="visually-hidden">{quiet.title}</span>
    </span>
  );
}
