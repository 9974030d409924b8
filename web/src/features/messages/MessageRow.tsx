// One row of the list: dividers above it, and the message itself.

import type { ReactNode } from 'react';

import { dayName, fullTime } from '../../shared/words/times';
import { useNow } from '../../shared/hooks/useNow';
import { useWords } from './words';
import type { Row } from './rows';
import styles from './MessageList.module.css';

export function MessageRow({ row, children }: { row: Row; children: ReactNode }) {
  return (
    <>
      {row.day !== null && <DayDivider at={row.day} />}
      {row.startsNew && <NewDivider />}
      {children}
    </>
  );
}

function DayDivider({ at }: { at: number }) {
  const words = useWords();
  const now = useNow();
  return (
    <div className={styles.day} title={fullTime(at, words)}>
      <span>{dayName(at, now, words)}</span>
    </div>
  );
}

function NewDivider() {
  const words = useWords();
  return (
    <div className={styles.new} data-new-line>
      <span>{words.messages.new}</span>
    </div>
  );
}
