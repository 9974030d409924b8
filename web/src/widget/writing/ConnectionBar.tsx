/** @jsxImportSource preact */
// Says so while there is no connection. A first connection has the skeleton to say it.

import { wordsFor } from './words';

interface ConnectionBarProps {
  /** True when there was a connection and it is gone. */
  lost: boolean;
  locale: string;
  onRetry(): void;
}

export function ConnectionBar({ lost, locale, onRetry }: ConnectionBarProps) {
  const words = wordsFor(locale);
  return (
    <div role="status" class={lost ? 'notice' : ''}>
      {lost && (
        <>
          {words.offline}{' '}
          <button type="button" class="link" onClick={onRetry}>
            {words.connectNow}
          </button>
        </>
      )}
    </div>
  );
}
