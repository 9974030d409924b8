// Lines that say what changed, under a heading.

import styles from './Changes.module.css';

export function Changes({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div className={styles.changes}>
      <strong>{title}</strong>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
