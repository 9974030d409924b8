// Says in the sidebar that a reply is begun in some thread.

import { useBegunThreads } from './useBegunThreads';
import { useWords } from './pane-words';
import styles from './BegunMark.module.css';

export function BegunMark() {
  const words = useWords();
  return useBegunThreads().length > 0 && <span className={styles.begun}>{words.threads.draft}</span>;
}
