/** @jsxImportSource preact */
// Says so while there is no connection. A first connection has the skeleton to say it.

import type { Words } from './words';

interface ConnectionBarProps {
  /** True when there was a connection and it is gone. */
  lost: boolean;
  words: Words;
  onRetry(): void;
}

export function ConnectionBar({ lost, words, onRetry }: ConnectionBarProps) {
  return (
    <div role="status" class="notice" hidden={!lost}>
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
