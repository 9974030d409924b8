// A list of past calls that a filter finds, page by page. It is fetched again when a call ends.

import { useEffect } from 'react';

import type { HistoryFilter } from '../../core/session/calls';
import { useSession } from '../../shared/hooks/client';
import { usePages } from '../../shared/hooks/usePages';

export function useHistory(filter: HistoryFilter) {
  const session = useSession();
  const pages = usePages(JSON.stringify(filter), async (cursor) => (await session.calls()).history(filter, cursor));
  const { refresh } = pages;
  useEffect(
    () =>
      session.listen(({ name }) => {
        if (name === 'call_ended') refresh();
      }),
    [session, refresh],
  );
  return pages;
}
