// The one line under the box. What it says of a text is fetched later: most texts need only the keys.

import { useEffect } from 'react';

import { LazyPart, preload } from '../../shared/ui/LazyPart';
import { COUNTER_FROM, type HintProps } from './hint';
import { HowToWrite } from './HowToWrite';
import styles from './MessageInput.module.css';

const loadTextHint = async () => (await import('./TextHint')).TextHint;

export function ComposerHint(props: HintProps) {
  const { problem, usage, text, limit, inCode, formatsShown } = props;
  useEffect(() => {
    preload(loadTextHint).catch(() => undefined);
  }, []);
  const plain = problem === null && usage === null && !/@|\n.*\n/.test(text) && text.length < limit - COUNTER_FROM;
  return (
    <div className={styles.hint} aria-live={problem === null ? 'polite' : undefined}>
      {plain ? <HowToWrite inCode={inCode} formatsShown={formatsShown} /> : <LazyPart load={loadTextHint} props={props} quiet />}
    </div>
  );
}
