// How the search stands in an address, and how anything on the page opens it: `/chat/c/12?pane=search:printer`.

import type { InAddress } from './address';
import type { ViewAction } from './state';

export interface SearchSpot {
  /** Words and filters; without it, those of the search before, or the open conversation. */
  query?: string;
}

export const OF_SEARCH: InAddress<SearchSpot> = {
  write: ({ query = '' }) => query.replace(/\p{Surrogate}/gu, ''),
  read: (text) => ({ query: text }),
};

/** Opens the search with words and filters, e.g. `printer from:@bob`. */
export function searchFor(query: string): ViewAction {
  return { type: 'pane_opened', pane: { name: 'search', query } };
}
