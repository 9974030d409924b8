// Fetches runs of messages into the store; at most one fetch a channel at a time.

import { asChatError } from '../protocol/errors';
import type { Message } from '../protocol/generated';
import type { RestReader } from '../rest/reader';
import type { Store } from '../store/store';
import type { PageSide } from '../store/state';
import type { Directory } from './directory';

const PAGE_SIZE = 50;

export class Timelines {
  readonly #store: Store;
  readonly #rest: RestReader;
  readonly #directory: Directory;
  /** The latest fetch of each channel. */
  readonly #fetches = new Map<number, { side: PageSide; seq: number | undefined }>();

  constructor(store: Store, rest: RestReader, directory: Directory) {
    this.#store = store;
    this.#rest = rest;
    this.#directory = directory;
  }

  /** Loads the latest messages, in place of whatever is loaded. */
  latest(channelId: number): Promise<void> {
    return this.#fetch(channelId, 'latest');
  }

  /** Loads the messages around a position, in place of whatever is loaded. */
  around(channelId: number, seq: number): Promise<void> {
    return this.#fetch(channelId, 'around', seq);
  }

  /** Loads older messages, if there are any. */
  async older(channelId: number): Promise<void> {
    const timeline = this.#store.state.timelines[channelId];
    const first = timeline?.messages[0];
    if (timeline === undefined || first === undefined || !timeline.hasBefore) return;
    await this.#fetch(channelId, 'before', first.seq);
  }

  /** Loads newer messages. Only of a channel that one is not in there may be any behind a loaded end. */
  async newer(channelId: number): Promise<void> {
    const timeline = this.#store.state.timelines[channelId];
    const last = timeline?.messages.at(-1);
    if (timeline === undefined || last === undefined) return;
    await this.#fetch(channelId, 'after', last.seq);
  }

  async #fetch(channelId: number, side: PageSide, seq?: number): Promise<void> {
    const loading = (): PageSide | null => this.#store.state.timelines[channelId]?.loading ?? null;
    const replaces = side === 'latest' || side === 'around';
    const current = this.#fetches.get(channelId);
    if (loading() !== null && (!replaces || (current?.side === side && current.seq === seq))) return;
    const fetch = { side, seq };
    this.#fetches.set(channelId, fetch);
    // Another fetch may replace this one meanwhile, or its user be gone: its result no longer joins on.
    const wanted = (): boolean => this.#fetches.get(channelId) === fetch && loading() === side;
    this.#store.dispatch({ type: 'page_requested', channelId, side });
    try {
      const page = await this.#rest.messages(channelId, seq === undefined ? {} : { [side]: seq }, PAGE_SIZE);
      if (!wanted()) return;
      this.#store.dispatch({ type: 'page_received', channelId, side, page });
      this.#directory.need(page.items.flatMap(peopleIn));
    } catch (thrown) {
      if (wanted()) this.#store.dispatch({ type: 'page_refused', channelId, error: asChatError(thrown).code });
    }
  }
}

/** Everyone whose name is needed to show a message. */
export function peopleIn(message: Message): string[] {
  const mentioned = message.mentions.map(({ userId }) => userId);
  return [message.userId, ...mentioned, ...message.reactions.flatMap((reaction) => reaction.users)];
}
