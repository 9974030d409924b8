// The reminders of the user: listed, set and cancelled. Loaded once the page is idle.

import { newClientId } from '../outbox/clientId';
import { isChannelEvent, type ServerEvent } from '../protocol/events';
import { subjectOf } from '../store/timeline';
import { allPages, keepListed } from './listing';
import type { ChatSession as Session } from './session';
import { peopleIn } from './timelines';

const watched = new WeakSet<Session>();

/** Keeps the list in the state as the server has it, from now on. */
export function watchReminders(session: Session): void {
  if (watched.has(session)) return;
  watched.add(session);
  keepListed(session, (event) => concerns(session, event), () => listReminders(session));
}

/** The list holds the messages, too. */
function concerns({ store }: Session, event: ServerEvent): boolean {
  if (event.name === 'reminder_updated' || event.name === 'channel_left') return true;
  if (!isChannelEvent(event) || (event.name !== 'message_updated' && event.name !== 'message_deleted')) return false;
  const id = subjectOf(event);
  return store.state.reminders.some(({ messageId }) => messageId === id);
}

async function listReminders(session: Session): Promise<void> {
  const items = await allPages(session, (cursor) => session.rest.call('GET', '/api/chat/reminders', { cursor }));
  if (items === null) return;
  session.store.dispatch({ type: 'reminders_listed', items });
  session.directory.need(items.flatMap(({ message }) => (message === undefined ? [] : peopleIn(message))));
}

/** Sets the reminder of a message, or moves it. */
export async function remind({ rest }: Session, messageId: number, at: number): Promise<void> {
  await rest.call('POST', `/api/chat/messages/${messageId}/reminder`, {}, { at });
}

/** Writes a note to the user themselves, and sets a reminder of it. */
export async function remindOfNote(session: Session, text: string, at: number): Promise<void> {
  const { me } = session.store.state;
  if (me === null) return;
  const notes = await session.openDirect([me.username]);
  const note = await session.rest.call('POST', `/api/chat/channels/${notes.id}/messages`, {}, { message: text, clientId: newClientId(Date.now()) });
  await remind(session, note.id, at);
}

export async function cancelReminder({ rest }: Session, messageId: number): Promise<void> {
  await rest.call('DELETE', `/api/chat/messages/${messageId}/reminder`);
}
