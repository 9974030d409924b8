// What it takes to write: messages that are kept until the server confirms them, and the notice that somebody types.
// Never reads a conversation.

import { Outbox, type NewOutgoing, type OutboxOptions } from '../outbox/outbox';
import type { FileInfo, Message, MessageReply } from '../protocol/generated';
import type { ChatSocket } from '../socket/socket';
import { channelIdOf, type ChannelKey } from '../store/conversation';
import type { LiveStore } from '../store/state';
import { Typing } from './typing';

/** Where a reply goes. */
export interface ThreadPlace {
  channelId: number;
  threadId: number;
  /** True to show it in the channel as well. */
  alsoToChannel: boolean;
}

export class Sending {
  readonly typing: Typing;
  readonly #store: LiveStore;
  readonly #outbox: Outbox;

  /** `written` returns the message as the server stored it. */
  constructor(store: LiveStore, socket: ChatSocket, written: (reply: MessageReply) => Message, options: Pick<OutboxOptions, 'storage' | 'onStorageRefused'>) {
    this.#store = store;
    this.typing = new Typing(socket);
    this.#outbox = new Outbox({
      ...options,
      send: async ({ channelId, clientId, text, replyToId, threadId, alsoToChannel, files, confirmed }) => {
        const reply = await socket.request('send_message', {
          channelId,
          clientId,
          message: text,
          ...(replyToId !== null && { replyToId }),
          // Kept by the page, and sent by whatever finds it first.
          ...(threadId !== undefined && { threadId, alsoToChannel: alsoToChannel === true }),
          ...(files && { fileIds: files.map(({ id }) => id) }),
          ...(confirmed && { confirmed }),
        });
        return written(reply);
      },
      onChange: (outgoing) => store.dispatch({ type: 'outgoing_changed', outgoing }),
      onKept: (message) => store.dispatch({ type: 'message_kept', message }),
    });
  }

  /** Loads what a user has not sent yet; `null` forgets what is loaded. */
  load(user: string | null): void {
    void this.#outbox.load(user);
  }

  /** Sets whether messages can be sent now. */
  setOnline(online: boolean): void {
    this.#outbox.setOnline(online);
  }

  /** Sends a message as soon as possible; `state.outgoing` has its progress. */
  send(conversation: ChannelKey, text: string, replyToId: number | null = null, files?: readonly FileInfo[]): Promise<void> {
    this.typing.sent(conversation);
    return this.#add({ channelId: channelIdOf(conversation) }, text, replyToId, files);
  }

  /** Sends a reply in a thread now or as soon as possible, like `send`. */
  reply({ channelId, threadId, alsoToChannel }: ThreadPlace, text: string, replyToId: number | null = null, files?: readonly FileInfo[]): Promise<void> {
    return this.#add({ channelId, threadId, ...(alsoToChannel && { alsoToChannel }) }, text, replyToId, files);
  }

  /** Sends a refused message again: as it is, or confirmed to notify many people. */
  retry(clientId: string, confirmed?: 'confirmed'): Promise<void> {
    return this.#outbox.retry(clientId, confirmed);
  }

  /** Discards an unsent message. */
  discard(clientId: string): Promise<void> {
    return this.#outbox.discard(clientId);
  }

  #add(place: Pick<NewOutgoing, 'channelId' | 'threadId' | 'alsoToChannel'>, text: string, replyToId: number | null, files?: readonly FileInfo[]): Promise<void> {
    const createdAt = Date.now() + this.#store.state.clockOffsetMs;
    return this.#outbox.add({ ...place, text, replyToId, createdAt, ...(files && { files }) });
  }
}
