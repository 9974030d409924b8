// Which message a time leads to. Only the part of the page that jumps to dates loads this.

import type { ConversationKey } from '../store/conversation';
import type { ChatSession as Session } from './session';
import { pathOf } from './timelines';

/** Enough to have the message itself among those around it. */
const PAGE_SIZE = 10;

/** The position of the first message from a time on; of the last one before it if there is none, `null` without any. */
export async function positionAt({ rest }: Session, conversation: ConversationKey, at: number): Promise<number | null> {
  const { items } = await rest.request(pathOf(conversation), { at, limit: PAGE_SIZE });
  return (items.find(({ createdAt }) => createdAt >= at) ?? items.at(-1))?.seq ?? null;
}
