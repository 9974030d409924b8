// A long message, of which the beginning is shown until somebody wants to read on.

import { useState, type ReactNode } from 'react';

import { useWords } from './words';
import styles from './FormattedText.module.css';

/** A message of more lines is folded. */
const MOST_LINES = 60;
/** A line that is longer than this takes several, on most screens. */
const LINE_LENGTH = 64;

/** What was unfolded stays so when its row comes back into view. */
const unfolded = new Set<number>();

export function Folded({ messageId, text, children }: { messageId: number; text: string; children: ReactNode }) {
  const words = useWords();
  const [open, setOpen] = useState(() => unfolded.has(messageId));
  if (linesOf(text) <= MOST_LINES) return children;

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

/** About how many lines a text takes: one that has no line ends may take as many. */
function linesOf(text: string): number {
  return text.split('\n', MOST_LINES + 1).reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / LINE_LENGTH)), 0);
}
