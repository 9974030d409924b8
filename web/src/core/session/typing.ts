// Sends typing notifications, no more often than the server needs them.

import type { ChatSocket } from '../socket/socket';
import { channelIdOf, isThreadKey, type ConversationKey } from '../store/conversation';

const REPEAT_AFTER_MS = 3000;

export class Typing {
  readonly #socket: ChatSocket;
  #conversation: ConversationKey | null = null;
  #saidAt = 0;

  constructor(socket: ChatSocket) {
    this.#socket = socket;
  }

  /** Call after every keystroke while there is text. `now` is in milliseconds. */
  start(conversation: ConversationKey, now: number): void {
    if (this.#conversation === conversation && now - this.#saidAt < REPEAT_AFTER_MS) return;
    if (this.#conversation !== null && this.#conversation !== conversation) this.stop(this.#conversation);
    this.#conversation = conversation;
    this.#saidAt = now;
    this.#say('typing_start', conversation);
  }

  /** Call when the text is cleared or loses focus. */
  stop(conversation: ConversationKey): void {
    if (this.#conversation !== conversation) return;
    this.#say('typing_stop', conversation);
    this.#conversation = null;
  }

  /** Resets without a notification: a sent message already ends typing for others. */
  sent(conversation: ConversationKey): void {
    if (this.#conversation === conversation) this.#conversation = null;
  }

  #say(command: 'typing_start' | 'typing_stop', conversation: ConversationKey): void {
    // A thread does not show who is typing.
    if (isThreadKey(conversation)) return;
    // Typing is ephemeral, so a lost notification does no harm.
    this.#socket.request(command, { channelId: channelIdOf(conversation) }).catch(() => undefined);
  }
}
