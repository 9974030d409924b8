// Tells others that the user is typing, no more often than the server wants to hear it.

import type { ChatSocket } from '../socket/socket';
import { channelIdOf, type ConversationKey } from '../store/conversation';

const REPEAT_AFTER_MS = 3000;

export class Typing {
  readonly #socket: ChatSocket;
  #conversation: ConversationKey | null = null;
  #saidAt = 0;

  constructor(socket: ChatSocket) {
    this.#socket = socket;
  }

  /** Call on every keystroke that leaves text. `now` is in milliseconds. */
  start(conversation: ConversationKey, now: number): void {
    if (this.#conversation === conversation && now - this.#saidAt < REPEAT_AFTER_MS) return;
    if (this.#conversation !== null && this.#conversation !== conversation) this.stop(this.#conversation);
    this.#conversation = conversation;
    this.#saidAt = now;
    this.#say('typing_start', conversation);
  }

  /** Call when the text is emptied or left. */
  stop(conversation: ConversationKey): void {
    if (this.#conversation !== conversation) return;
    this.#say('typing_stop', conversation);
    this.#conversation = null;
  }

  /** Forgets without saying so: a sent message says it already. */
  sent(conversation: ConversationKey): void {
    if (this.#conversation === conversation) this.#conversation = null;
  }

  #say(command: 'typing_start' | 'typing_stop', conversation: ConversationKey): void {
    // Typing is ephemeral: unsaid is as good as said late.
    this.#socket.request(command, { channelId: channelIdOf(conversation) }).catch(() => undefined);
  }
}
