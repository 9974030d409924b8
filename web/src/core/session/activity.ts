// Reports to the server that the user is active while they only read, which sends nothing else.

import type { ChatSocket } from '../socket/socket';

/** Much shorter than the idle time after which the server shows a user as away. */
const TELL_EVERY_MS = 60_000;

export class Activity {
  readonly #socket: ChatSocket;
  #toldAt = -Infinity;
  /** When the user last did something here. */
  lastAt = Date.now();

  constructor(socket: ChatSocket) {
    this.#socket = socket;
  }

  /** To be called whenever the user does something. */
  note(): void {
    const now = Date.now();
    this.lastAt = now;
    // A clock that was set back must not suppress reports.
    if (Math.abs(now - this.#toldAt) < TELL_EVERY_MS) return;
    this.#toldAt = now;
    // Nothing to do offline: the next connection counts as activity.
    this.#socket.request('update_presence', {}).catch(() => undefined);
  }
}
