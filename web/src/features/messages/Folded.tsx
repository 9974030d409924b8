// A long message, of which the beginning is shown until somebody wants to read on.

import { useState, type ReactNode } from 'react';

import { isLong } from '../../core/formatting/long';
import { useWords } from './words';
import styles from './FormattedText.module.css';

/** A line that is longer than this takes several, on most screens. */
const LINE_LENGTH = 64;

/** What was unfolded stays so when its row comes back into view. */
const unfolded = new Set<number>();

export function Folded({ messageId, text, children }: { messageId: number; text: string; children: ReactNode }) {
  const words = useWords();
  const [open, setOpen] = useState(() => unfolded.has(messageId));
  if (!isLong(text, LINE_LENGTH)) return children;

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
