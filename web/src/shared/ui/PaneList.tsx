// A list that fills a pane and scrolls in it.

import type { ReactNode } from 'react';

import { PaneEmpty } from './PaneEmpty';
import styles from './PaneList.module.css';

interface PaneListProps {
  /** The items, each a `li`; an empty array where there are none. */
  children: readonly ReactNode[];
  /** What is said where there are none. */
  none: string;
  hint: string;
  loading?: boolean;
  /** Why they could not be fetched, in words. */
  problem?: string | null;
  /** The button that shows more of them. */
  more?: ReactNode;
}

export function PaneList({ children, none, hint, loading = false, problem = null, more }: PaneListProps) {
  if (children.length === 0) return <PaneEmpty loading={loading} problem={problem} none={none} hint={hint} />;
  return (
    <div className={styles.scroll}>
      {problem !== null && <p className={styles.problem}>{problem}</p>}
      <ul className={styles.list} aria-busy={loading}>
        {children}
      </ul>
      {more}
    </div>
  );
}
