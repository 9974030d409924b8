// The keys for whoever writes a message.

import { byTouch } from '../../shared/hooks/touch';
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
  // Where fingers point, no key sends.
  const touch = byTouch();
  return (
    <span className={styles.help} aria-hidden="true">
      {inCode && !touch ? keysHere(inCodeHint) : [...(formatsShown ? [] : [formatHint]), ...(touch ? [] : [newLineHint])].join(' · ')}
    </span>
  );
}
