// What a ticket is about, in one line, and how it stands or what was set. Until its card is here it is nothing.

import { lazy, Suspense } from 'react';

import type { TicketGistProps } from '../../shared/registry/registry';

const TicketSummary = lazy(() =>
  import('./TicketSummary').then(
    ({ TicketSummary: loaded }) => ({ default: loaded }),
    () => ({ default: () => null }),
  ),
);

export function TicketGist(props: TicketGistProps) {
  return (
    <Suspense fallback={null}>
      <TicketSummary {...props} />
    </Suspense>
  );
}
