// Says that the user is there while they only read: the server knows of nothing else that they do.

import type { ChatSocket } from '../socket/socket';

/** Much shorter than the idle time after which the server shows somebody as away. */
const TELL_EVERY_MS = 60_000;

export class Activity {
  readonly #socket: ChatSocket;
  #toldAt = -Infinity;

  constructor(socket: ChatSocket) {
    this.#socket = socket;
  }

  /** To be called whenever the user does something. */
  note(): void {
    const now = Date.now();
    // A clock that was set back must not keep it quiet.
    if (Math.abs(now - this.#toldAt) < TELL_EVERY_MS) return;
    this.#toldAt = now;
    // Offline there is nobody to tell; the next connection says it by itself.
    this.#socket.request('update_presence', {}).catch(() => undefined);
  }
}
