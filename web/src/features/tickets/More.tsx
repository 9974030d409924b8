// Fetches what is below the last row, before that comes into view.

import { useEffect, useRef } from 'react';

import { Button } from '../../shared/ui/Button';
import { useWords } from './card-words';
import styles from './TicketList.module.css';

interface MoreProps {
  /** How many rows there are above it. */
  after: number;
  loading: boolean;
  onMore(): void;
}

export function More({ after, loading, onMore }: MoreProps) {
  const words = useWords();
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  useEffect(() => {
    latest.current = onMore;
  });
  useEffect(() => {
    const shown = place.current;
    if (loading || shown === null || globalThis.IntersectionObserver === undefined) return undefined;
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && latest.current(), { root: shown.parentElement, rootMargin: '0px 0px 600px' });
    observer.observe(shown);
    return () => observer.disconnect();
  }, [loading, after]);
  return (
    <div ref={place} className={styles.more}>
      <Button disabled={loading} onClick={onMore}>
        {loading ? words.loading : words.tickets.showMore}
      </Button>
    </div>
  );
}
