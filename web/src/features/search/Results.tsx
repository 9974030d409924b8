// What stands around the messages that were found: how many, in which order, and why there are no more.

import { useEffect, useRef } from 'react';

import type { SearchOrder } from '../../core/session/search';
import { Button } from '../../shared/ui/Button';
import { useWords } from './pane-words';
import { Problem } from './Problem';
import type { Search } from './useSearch';
import { useUnknownNames } from './useUnknownNames';
import styles from './SearchPane.module.css';

interface HeadingProps {
  found: Search;
  sort: SearchOrder;
  onSort(sort: SearchOrder): void;
}

export function Heading({ found: { hits, loading, stale, problem, more }, sort, onSort }: HeadingProps) {
  const { search } = useWords();
  const waiting = stale || (loading && hits.length === 0);
  return (
    <div className={styles.heading}>
      <p role="status">{waiting ? search.searching : hits.length > 0 && problem === null && search.found(hits.length, more !== null)}</p>
      <div role="group" aria-label={search.sort} className={styles.sort}>
        {(['relevance', 'newest'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={one === sort} onClick={() => onSort(one)}>
            {search[one]}
          </button>
        ))}
      </div>
    </div>
  );
}

interface EndingProps {
  query: string;
  found: Search;
  onMend(unknown: string, meant: string | null): void;
}

export function Ending({ query, found, onMend }: EndingProps) {
  const { search } = useWords();
  const { hits, loading, stale, problem, more, paused, retry } = found;
  const isEmpty = hits.length === 0 && !stale && !loading && problem === null && more === null;
  const unknown = useUnknownNames(query, isEmpty);
  if (problem !== null && !stale) return <Problem problem={problem} onMend={onMend} onRetry={retry} />;
  if (hits.length === 0 && (stale || loading)) return <Bones />;
  if (more !== null) return <More key={String(paused)} label={paused ? search.further : search.showMore} loading={loading} auto={!paused} onMore={more} />;
  if (hits.length > 0) return null;
  return (
    <div className={styles.state}>
      <strong>{search.none}</strong>
      {unknown.map(({ kind, name }) => (
        <p key={`${kind} ${name}`}>{search.unknown[kind](name)}</p>
      ))}
      {unknown.length === 0 && <p>{search.noneHint}</p>}
    </div>
  );
}

interface MoreProps {
  label: string;
  loading: boolean;
  /** Fetches as soon as it comes into view. */
  auto: boolean;
  onMore(): void;
}

function More({ label, loading, auto, onMore }: MoreProps) {
  const words = useWords();
  const button = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = button.current;
    if (!auto || loading || shown === null || globalThis.IntersectionObserver === undefined) return undefined;
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && onMore());
    observer.observe(shown);
    return () => observer.disconnect();
  }, [auto, loading, onMore]);
  return (
    <div ref={button} className={styles.more}>
      <Button size="small" disabled={loading} onClick={onMore}>
        {loading ? words.loading : label}
      </Button>
    </div>
  );
}

function Bones() {
  return (
    <div className={styles.bones} aria-hidden="true">
      {[80, 60, 70].map((width) => (
        <div key={width}>
          <i />
          <span>
            <b style={{ width: '40%' }} />
            <b style={{ width: `${width}%` }} />
          </span>
        </div>
      ))}
    </div>
  );
}
