// Lines that say what changed, under a heading.

import styles from './Changes.module.css';

interface ChangesProps {
  title: string;
  lines: readonly string[];
  /** True for those below others. */
  apart?: boolean;
}

export function Changes({ title, lines, apart = false }: ChangesProps) {
  return (
    <div className={styles.changes} data-apart={apart || undefined}>
      <strong>{title}</strong>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
