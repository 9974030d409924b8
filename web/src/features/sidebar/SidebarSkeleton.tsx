// Where the conversations will be, until they are there.

import { useWords } from './words';
import styles from './ChannelSidebar.module.css';

const WIDTHS = [62, 48, 74, 55, 40, 68, 50];

export function SidebarSkeleton() {
  const words = useWords();
  return (
    <div className={styles.frame} aria-busy="true" aria-label={words.loading} role="status">
      {WIDTHS.map((width) => (
        <div key={width} className={styles.bone} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
