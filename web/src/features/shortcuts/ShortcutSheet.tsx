// Every key in one place.

import { DialogFrame } from '../../shared/ui/DialogFrame';
import { keysHere } from '../../shared/words/keys';
import { useWords } from './sheet-words';
import styles from './ShortcutSheet.module.css';

export function ShortcutSheet() {
  const words = useWords();
  return (
    <DialogFrame title={words.shortcuts.title} text width={560}>
      <dl className={styles.sheet}>
        {words.shortcuts.items.map(([keys, meaning]) => (
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
