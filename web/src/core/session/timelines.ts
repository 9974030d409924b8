// Fetches runs of messages into the store; at most one fetch a channel at a time.

import { asChatError } from '../protocol/errors';
import type { Message } from '../protocol/generated';
import type { MessageAnchor, RestReader } from '../rest/reader';
import type { Store } from '../store/store';
import type { PageSide } from '../store/state';
import type { Directory } from './directory';

const PAGE_SIZE = 50;

export class Timelines {
  readonly #store: Store;
  readonly #rest: RestReader;
  readonly #directory: Directory;
  readonly #quoting = new Set<number>();

  constructor(store: Store, rest: RestReader, directory: Directory) {
    this.#store = store;
    this.#rest = rest;
    this.#directory = directory;
  }

  /** Loads the latest messages, in place of whatever is loaded. */
  latest(channelId: number): Promise<void> {
    return this.#fetch(channelId, 'latest', {});
  }

  /** Loads the messages around a position, in place of whatever is loaded. */
  around(channelId: number, seq: number): Promise<void> {
    return this.#fetch(channelId, 'around', { around: seq });
  }

  /** Loads older messages, if there are any. */
  async older(channelId: number): Promise<void> {
    const timeline = this.#store.state.timelines[channelId];
    const first = timeline?.messages[0];
    if (timeline === undefined || first === undefined || !timeline.hasBefore) return;
    await this.#fetch(channelId, 'before', { before: first.seq });
  }

  /** Loads newer messages, if there are any that are not loaded. */
  async newer(channelId: number): Promise<void> {
    const timeline = this.#store.state.timelines[channelId];
    const last = timeline?.messages.at(-1);
    if (timeline === undefined || last === undefined || !timeline.hasAfter) return;
    await this.#fetch(channelId, 'after', { after: last.seq });
  }

  /** Loads a message that something refers to, unless it is known. */
  async quote(messageId: number): Promise<void> {
    if (this.#store.state.quoted[messageId] !== undefined || this.#quoting.has(messageId)) return;
    this.#quoting.add(messageId);
    try {
      const message = await this.#rest.message(messageId);
      this.#store.dispatch({ type: 'message_quoted', message });
      this.#directory.need(peopleIn(message));
    } catch {
      // A quote that cannot be fetched stays a plain reference.
    } finally {
      this.#quoting.delete(messageId);
    }
  }

  async #fetch(channelId: number, side: PageSide, anchor: MessageAnchor): Promise<void> {
    const loading = this.#store.state.timelines[channelId]?.loading ?? null;
    const replaces = side === 'latest' || side === 'around';
    if (loading !== null && !(replaces && loading !== side)) return;
    this.#store.dispatch({ type: 'page_requested', channelId, side });
    try {
      const page = await this.#rest.messages(channelId, anchor, PAGE_SIZE);
      // Another fetch may have replaced this one meanwhile: its result no longer joins on.
      if (this.#store.state.timelines[channelId]?.loading !== side) return;
      this.#store.dispatch({ type: 'page_received', channelId, side, page });
      this.#directory.need(page.items.flatMap(peopleIn));
    } catch (thrown) {
      if (this.#store.state.timelines[channelId]?.loading !== side) return;
      this.#store.dispatch({ type: 'page_refused', channelId, error: asChatError(thrown).code });
    }
  }
}

/** A mention's name ends where its sentence does not; what stands before the `@` may be a mailbox. */
const MENTION = /(?<![\p{L}\p{N}])@([\p{L}\p{N}._-]*[\p{L}\p{N}])/gu;

/** Everyone whose name is needed to show a message. */
export function peopleIn(message: Message): string[] {
  const mentioned = [...message.text.matchAll(MENTION)].flatMap(([, username]) => username ?? []);
  return [message.userId, ...mentioned, ...message.reactions.flatMap((reaction) => reaction.users)];
}
