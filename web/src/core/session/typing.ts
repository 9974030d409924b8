// Tells others that the user is typing, no more often than the server wants to hear it.

import type { ChatSocket } from '../socket/socket';

const REPEAT_AFTER_MS = 3000;

export class Typing {
  readonly #socket: ChatSocket;
  #channelId: number | null = null;
  #saidAt = 0;

  constructor(socket: ChatSocket) {
    this.#socket = socket;
  }

  /** Call on every keystroke that leaves text. `now` is in milliseconds. */
  start(channelId: number, now: number): void {
    if (this.#channelId === channelId && now - this.#saidAt < REPEAT_AFTER_MS) return;
    if (this.#channelId !== null && this.#channelId !== channelId) this.stop();
    this.#channelId = channelId;
    this.#saidAt = now;
    this.#say('typing_start', channelId);
  }

  /** Call when the text is sent, emptied or left. */
  stop(): void {
    if (this.#channelId === null) return;
    this.#say('typing_stop', this.#channelId);
    this.#channelId = null;
  }

  /** Forgets without saying so: a sent message says it already. */
  sent(): void {
    this.#channelId = null;
  }

  #say(command: 'typing_start' | 'typing_stop', channelId: number): void {
    // Typing is ephemeral: unsaid is as good as said late.
    this.#socket.request(command, { channelId }).catch(() => undefined);
  }
}
