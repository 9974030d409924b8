// What sends messages and keeps the unsent ones. Fetched behind an open conversation, which can be read without it.

import { IndexedDbStorage } from '../../core/outbox/storage';
import type { LiveSession } from '../../core/session/live';
import { Sending } from '../../core/session/sending';

/** Lets a session send; one that was left a moment ago already can. */
export function sendFrom(session: LiveSession, onStorageRefused: () => void): void {
  if (session.sending === null) session.sendThrough((socket, written) => new Sending(session.store, socket, written, { storage: new IndexedDbStorage(), onStorageRefused }));
}
