// The suggestions above the box.

import { useWords } from '../words/words';
import type { Completion } from './useCompletion';
import styles from './CompletionList.module.css';

interface CompletionListProps {
  id: string;
  completion: Completion;
  onAccept(index: number): void;
}

/** The focus stays in the box; the box says which option is active. */
export function CompletionList({ id, completion, onAccept }: CompletionListProps) {
  const words = useWords();
  return (
    <div id={id} role="listbox" aria-label={words.writing.completions} className={styles.completions}>
      {completion.suggestions.map((suggestion, index) => (
        <div
          key={suggestion.key}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === completion.chosen}
          className={styles.suggestion}
          onMouseDown={(event) => {
            event.preventDefault();
            onAccept(index);
          }}
          // Not on entering: the list may appear under a pointer at rest.
          onMouseMove={() => completion.choose(index)}
        >
          <span>{suggestion.label}</span>
          <small>{suggestion.detail}</small>
        </div>
      ))}
    </div>
  );
}
