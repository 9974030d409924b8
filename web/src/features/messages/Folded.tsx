// A long message, of which the beginning is shown until somebody wants to read on.

import { useState, type ReactNode } from 'react';

import { useWords } from './words';
import styles from './FormattedText.module.css';

/** A message of more lines is folded. */
const MOST_LINES = 60;

/** What was unfolded stays so when its row comes back into view. */
const unfolded = new Set<number>();

export function Folded({ messageId, text, children }: { messageId: number; text: string; children: ReactNode }) {
  const words = useWords();
  const [open, setOpen] = useState(() => unfolded.has(messageId));
  if (text.split('\n', MOST_LINES + 1).length <= MOST_LINES) return children;

  function toggle(): void {
    if (open) unfolded.delete(messageId);
    else unfolded.add(messageId);
    setOpen(!open);
  }

  return (
    <>
      <div className={open ? undefined : styles.folded}>{children}</div>
      <button type="button" className={styles.unfold} aria-expanded={open} onClick={toggle}>
        {open ? words.messages.showLess : words.messages.showMore}
      </button>
    </>
  );
}
