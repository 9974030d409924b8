// Fetches a whole conversation, and prints it.

import type { ChatSession } from '../../core/session/session';
import type { ConversationKey } from '../../core/store/conversation';

/** More are neither fetched nor printed: some 150 pages. */
const MOST_MESSAGES = 3000;

export async function printAll(session: ChatSession, conversation: ConversationKey): Promise<void> {
  await loadAll(session, conversation);
  window.print();
}

/** Stops where nothing more comes, e.g. because the connection is lost. */
async function loadAll(session: ChatSession, conversation: ConversationKey): Promise<void> {
  const timeline = session.store.state.timelines[conversation];
  if (timeline === undefined || !timeline.hasBefore || timeline.messages.length >= MOST_MESSAGES) return;
  await session.timelines.more(conversation, 'before');
  const loaded = session.store.state.timelines[conversation];
  if (loaded !== undefined && loaded.messages.length > timeline.messages.length) await loadAll(session, conversation);
}
