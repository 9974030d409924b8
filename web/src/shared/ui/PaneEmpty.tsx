// What stands in a pane that has nothing in it: that there is nothing yet, or why nothing could be fetched.

import frame from './DialogFrame.module.css';
import styles from './PaneEmpty.module.css';

interface PaneEmptyProps {
  loading: boolean;
  /** In words; `null` when nothing has failed. */
  problem: string | null;
  none: string;
  hint?: string | null;
}

export function PaneEmpty({ loading, problem, none, hint = null }: PaneEmptyProps) {
  if (problem !== null) return <p className={`${styles.none} ${frame.problem}`}>{problem}</p>;
  return (
    <div className={styles.none} aria-busy={loading}>
      {!loading && <strong>{none}</strong>}
      {!loading && hint !== null && <p>{hint}</p>}
    </div>
  );
}
