// What a ticket is about, in one line. Until its card is here it is nothing.

import { lazy, Suspense } from 'react';

const TicketSummary = lazy(() =>
  import('./TicketSummary').then(
    ({ TicketSummary: loaded }) => ({ default: loaded }),
    () => ({ default: () => null }),
  ),
);

export function TicketGist({ number }: { number: string }) {
  return (
    <Suspense fallback={null}>
      <TicketSummary number={number} />
    </Suspense>
  );
}
