// A client for programs: connects once, receives every message, and knows when its own are stored.

import { newClientId } from '../../../src/core/outbox/clientId';
import { MemoryStorage } from '../../../src/core/outbox/storage';
import { asChatError, ChatError } from '../../../src/core/protocol/errors';
import type { ChannelView, Message } from '../../../src/core/protocol/generated';
import { ChatSession } from '../../../src/core/session/session';
import type { TransportConstructor } from '../../../src/core/socket/transport';

export interface BotOptions {
  /** Where the server is, e.g. `https://chat.example.com`. */
  server: string;
  username: string;
  password: string;
  /** The class of the package `ws`, where the runtime has no WebSocket (Node 20). */
  webSocket?: TransportConstructor;
  fetch?: typeof globalThis.fetch;
}

const RETRY_AFTER_MS = 1000;
/** How long sending a message is retried before `say` rejects. */
const SEND_WITHIN_MS = 60_000;

export class ChatBot extends ChatSession {
  private constructor(options: BotOptions) {
    const { server, webSocket, fetch } = options;
    if (webSocket === undefined && typeof WebSocket === 'undefined') {
      throw new Error('webSocket is missing: this runtime has none of its own; pass the class of the package ws');
    }
    super({
      server,
      outboxStorage: new MemoryStorage(),
      textStorage: null,
      ...(webSocket && { webSocket }),
      ...(fetch && { fetch }),
    });
  }

  /** Logs in and connects. Rejects with a `ChatError` when the login is refused. */
  static async connect(options: BotOptions): Promise<ChatBot> {
    const bot = new ChatBot(options);
    await bot.login(options.username, options.password);
    await bot.#online();
    return bot;
  }

  /** The conversations the bot is in. */
  get channels(): ChannelView[] {
    return Object.values(this.store.state.channels);
  }

  /** A channel by its name, without `#`. */
  channelNamed(name: string): ChannelView | undefined {
    return this.channels.find((channel) => channel.type !== 'direct' && channel.name === name);
  }

  /**
   * Calls `listener` once with each message of others, including those sent while the connection was
   * lost. Messages that the server could not replay are left out: read them with `rest.messages`.
   * An `async` listener must catch its own errors: its promise is not awaited.
   */
  onMessage(listener: (message: Message, channel: ChannelView) => void): () => void {
    return this.listen((event) => {
      if (event.name !== 'message_received') return;
      const { message } = event.data;
      const channel = this.store.state.channels[message.channelId];
      if (message.type === 'system') return;
      if (channel === undefined || message.userId === this.store.state.me?.username) return;
      listener(message, channel);
    });
  }

  /** Sends a message and resolves once the server has stored it. Retries never store it twice. */
  async say(channelId: number, text: string, replyToId?: number): Promise<Message> {
    const data = {
      channelId,
      clientId: newClientId(Date.now()),
      message: text,
      ...(replyToId !== undefined && { replyToId }),
    };
    const until = Date.now() + SEND_WITHIN_MS;
    for (;;) {
      try {
        return (await this.socket.request('send_message', data)).message;
      } catch (thrown) {
        const error = asChatError(thrown);
        if (!error.retryable || Date.now() > until) throw error;
        await pause(error.retryAfterMs ?? RETRY_AFTER_MS);
      }
    }
  }

  /** Resolves once connected; rejects if the session ends first. */
  #online(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const { phase } = this.store.state;
        if (phase.name !== 'online' && phase.name !== 'ended') return;
        end();
        if (phase.name === 'online') resolve();
        else reject(new ChatError('ended', `the session ended: ${phase.reason}`));
      };
      const end = this.store.subscribe(look);
      look();
    });
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
