// What the user put off: the lists of scheduled messages and reminders. Loaded once the page is idle.

import { watchReminders } from './reminders';
import { watchScheduled } from './scheduled';
import type { ChatSession as Session } from './session';

/** Keeps both in the state as the server has them, from now on. */
export function watchLater(session: Session): void {
  watchScheduled(session);
  watchReminders(session);
}
