// Searching messages. Only the part of the page that shows the results loads this.

import type { SearchHits } from '../rest/routes.generated';
import type { ChatSession as Session } from './session';
import { peopleIn } from './timelines';

export type SearchOrder = 'relevance' | 'newest';

const PAGE_SIZE = 20;

/** The messages that match a query, the names of their authors and channels included. Rejects with a `ChatError`. */
export async function searchMessages({ rest, directory, store, channel }: Session, query: string, sort: SearchOrder, cursor?: string): Promise<SearchHits> {
  const page = await rest.call('GET', '/api/chat/search', { q: query, sort, tz: timeZone(), cursor, limit: PAGE_SIZE });
  directory.need(page.items.flatMap(({ message }) => peopleIn(message)));
  const unknown = new Set(page.items.map(({ message }) => message.channelId).filter((id) => store.state.channels[id] === undefined));
  // The user may read channels that they are not in. Without its name, one shows as nothing but its messages.
  await Promise.all([...unknown].map((id) => channel.refresh(id).catch(() => undefined)));
  return page;
}

/** The days of a search are those of this device. */
function timeZone(): string | undefined {
  const { timeZone: name } = new Intl.DateTimeFormat().resolvedOptions();
  return /^(?:UTC|[A-Z]\w+\/[\w/+-]+)$/.test(name) ? name : undefined;
}
