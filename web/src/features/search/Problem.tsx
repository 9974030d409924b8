// Why a search found nothing: what is wrong with it and how to mend it, or that it could not be made.

import type { ChatError } from '../../core/protocol/errors';
import { reasonOf } from '../../shared/words/reasons';
import { Button } from '../../shared/ui/Button';
import { useWords, type SearchWords } from './pane-words';
import { DATED, FILTERS, HAS, IS, type FilterName } from './query';
import styles from './SearchPane.module.css';

interface ProblemProps {
  problem: ChatError;
  /** Writes a filter that does not exist as the one that was meant, or with `null` as text. */
  onMend(unknown: string, meant: string | null): void;
  onRetry(): void;
}

export function Problem({ problem, onMend, onRetry }: ProblemProps) {
  const words = useWords();
  const { search } = words;
  const [, unknown, meant] = /unknown filter (\S+?):, perhaps for (\w+):/.exec(problem.message) ?? [];
  if (unknown !== undefined && meant !== undefined) {
    return (
      <div className={styles.state} role="alert">
        <strong>{search.unknownFilter(unknown)}</strong>
        <p className={styles.mend}>
          <Button size="small" variant="outlined" onClick={() => onMend(unknown, meant)}>
            {search.meant(meant)}
          </Button>
          <Button size="small" onClick={() => onMend(unknown, null)}>
            {search.asText}
          </Button>
        </p>
        <p>
          {search.existing} {FILTERS.map((name) => `${name}:`).join(' ')}
        </p>
      </div>
    );
  }
  const [, name] = /needs .+ after (\w+):/.exec(problem.message) ?? [];
  const filter = FILTERS.find((one) => one === name);
  if (filter !== undefined) {
    return (
      <div className={styles.state} role="alert">
        <strong>{search.badValue(filter)}</strong>
        <p>{ruleOf(filter, search)}</p>
      </div>
    );
  }
  const [, most] = /at most (\d+) words and filters/.exec(problem.message) ?? [];
  const own = most === undefined ? (/`q`.*characters/.test(problem.message) ? search.tooLong : null) : search.tooMany(Number(most));
  return (
    <div className={styles.state} role="alert">
      <strong>{own ?? reasonOf(problem, words)}</strong>
      {problem.code !== 'invalid' && (
        <Button variant="outlined" onClick={onRetry}>
          {words.retry}
        </Button>
      )}
    </div>
  );
}

/** What can stand after a filter. */
function ruleOf(filter: FilterName, search: SearchWords['search']): string {
  if (DATED.includes(filter)) return search.dateForms;
  const values = { has: HAS, is: IS }[filter as string];
  return values === undefined ? search.needsName : `${search.existingValues} ${values.join(', ')}`;
}
