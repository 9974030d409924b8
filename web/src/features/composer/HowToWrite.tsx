// The keys for whoever writes a message.

import { keysHere } from '../../shared/words/keys';
import { useWords } from './words';
import styles from './MessageInput.module.css';

interface HowToWriteProps {
  /** True while the caret is in code, where Enter ends a line. */
  inCode: boolean;
  /** True while buttons say how to format. */
  formatsShown: boolean;
}

export function HowToWrite({ inCode, formatsShown }: HowToWriteProps) {
  const { inCodeHint, formatHint, newLineHint } = useWords().composer;
  return (
    <span className={styles.help} aria-hidden="true">
      {inCode ? keysHere(inCodeHint) : [...(formatsShown ? [] : [formatHint]), newLineHint].join(' · ')}
    </span>
  );
}
