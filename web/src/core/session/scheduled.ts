// Messages that are sent later: listed, added, changed, cancelled, and sent at once. Loaded once the page is idle.

import type { Scheduled } from '../protocol/generated';
import { allPages, keepListed } from './listing';
import type { ChatSession as Session } from './session';

export interface ScheduledMessage {
  channelId: number;
  threadId: number | null;
  message: string;
  at: number;
  fileIds?: string[];
  /** True if the user knows how many people it will notify. */
  confirmed?: boolean;
}

const watched = new WeakSet<Session>();

/** Keeps the list in the state as the server has it, from now on. */
export function watchScheduled(session: Session): void {
  if (watched.has(session)) return;
  watched.add(session);
  keepListed(session, ({ name }) => name === 'scheduled_updated', () => listScheduled(session));
}

async function listScheduled(session: Session): Promise<void> {
  const items = await allPages(session, (cursor) => session.rest.call('GET', '/api/chat/scheduled', { cursor }));
  if (items !== null) session.store.dispatch({ type: 'scheduled_listed', items });
}

export function schedule({ rest }: Session, { threadId, ...message }: ScheduledMessage): Promise<Scheduled> {
  return rest.call('POST', '/api/chat/scheduled', {}, { ...message, ...(threadId !== null && { threadId }) });
}

/** Changes its text, its time, or both. A new time lets a failed one be tried again. */
export function reschedule({ rest }: Session, id: number, change: { message?: string; at?: number; now?: boolean; confirmed?: boolean }): Promise<Scheduled> {
  return rest.call('PUT', `/api/chat/scheduled/${id}`, {}, change);
}

export function unschedule({ rest }: Session, id: number): Promise<void> {
  return rest.call('DELETE', `/api/chat/scheduled/${id}`);
}

/** Has the server send one now. It is kept until it has been sent; if that fails, with the reason. */
export async function sendScheduled(session: Session, { id }: Scheduled): Promise<void> {
  await reschedule(session, id, { now: true });
}
