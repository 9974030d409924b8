// Every key in one place.

import { byTouch } from '../../shared/hooks/touch';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { keysHere } from '../../shared/words/keys';
import { useWords } from './sheet-words';
import styles from './ShortcutSheet.module.css';

export function ShortcutSheet() {
  const words = useWords();
  const touch = byTouch();
  return (
    <DialogFrame title={words.shortcuts.title} text width={560}>
      <dl className={styles.sheet}>
        {words.shortcuts.items.filter(([, , only]) => only === undefined || !touch).map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              <kbd>{keysHere(keys)}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </DialogFrame>
  );
}
