// A text that may name tickets. Until their cards are here it is the text alone.

import { lazy, Suspense } from 'react';

const LinkedText = lazy(() =>
  import('./TicketCards').then(
    ({ LinkedText: loaded }) => ({ default: loaded }),
    () => ({ default: ({ text }: { text: string }) => text }),
  ),
);

export function TicketText({ text }: { text: string }) {
  return (
    <Suspense fallback={text}>
      <LinkedText text={text} />
    </Suspense>
  );
}
