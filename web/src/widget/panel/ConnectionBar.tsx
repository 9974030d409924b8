/** @jsxImportSource preact */
// Says so while there is no connection. A first connection has the skeleton to say it.

import type { Context } from './context';

export function ConnectionBar({ context: { session, state, words } }: { context: Context }) {
  const { phase } = state;
  const lost = phase.name === 'waiting' || (phase.name === 'connecting' && phase.attempt > 0);
  return (
    <div role="status" class="notice" hidden={!lost}>
      {lost && (phase.name === 'connecting' ? words.connecting : words.offline)}{' '}
      {phase.name === 'waiting' && (
        <button type="button" class="link" onClick={() => session.retryNow()}>
          {words.connectNow}
        </button>
      )}
    </div>
  );
}
