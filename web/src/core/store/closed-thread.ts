// Which threads take no replies: the server takes none to a deleted message that has none already.

import { channelKey } from './conversation';
import type { ChatState } from './state';

/** False as well where the message is not known here. */
export function isClosedThread({ timelines, quoted, threads }: Pick<ChatState, 'timelines' | 'quoted' | 'threads'>, channelId: number, threadId: number): boolean {
  if (threads[threadId] !== undefined) return false;
  const root = timelines[channelKey(channelId)]?.messages.find(({ id }) => id === threadId) ?? quoted[threadId];
  return root !== undefined && root.deletedAt !== null;
}
