// Fetches runs of messages into the store, at most one at a time for each conversation.

import { asChatError } from '../protocol/errors';
import type { Message } from '../protocol/generated';
import type { RestReader } from '../rest/reader';
import type { ConversationKey } from '../store/conversation';
import type { LiveStore, PageSide } from '../store/state';
import type { Directory } from './directory';

const PAGE_SIZE = 50;

export class Timelines {
  readonly #store: LiveStore;
  readonly #rest: RestReader;
  readonly #directory: Directory;
  /** The latest fetch of each conversation: for which messages. */
  readonly #fetches = new Map<ConversationKey, { range: string }>();

  constructor(store: LiveStore, rest: RestReader, directory: Directory) {
    this.#store = store;
    this.#rest = rest;
    this.#directory = directory;
  }

  /** Loads the latest messages and replaces those that are loaded. */
  latest(conversation: ConversationKey): Promise<void> {
    return this.#fetch(conversation, 'latest');
  }

  /** Loads the messages around a position and replaces those that are loaded. */
  around(conversation: ConversationKey, seq: number): Promise<void> {
    return this.#fetch(conversation, 'around', seq);
  }

  /**
   * Loads more messages before or after those that are loaded. A loaded end has newer ones only in a channel of
   * which the user is not a member.
   */
  async more(conversation: ConversationKey, side: 'before' | 'after'): Promise<void> {
    const timeline = this.#store.state.timelines[conversation];
    const edge = timeline?.messages.at(side === 'before' ? 0 : -1);
    if (edge !== undefined && (side === 'after' || timeline?.hasBefore)) await this.#fetch(conversation, side, edge.seq);
  }

  async #fetch(conversation: ConversationKey, side: PageSide, seq?: number): Promise<void> {
    const loading = (): PageSide | null => this.#store.state.timelines[conversation]?.loading ?? null;
    const replaces = side === 'latest' || side === 'around';
    const fetch = { range: `${side} ${seq}` };
    if (loading() !== null && (!replaces || this.#fetches.get(conversation)?.range === fetch.range)) return;
    this.#fetches.set(conversation, fetch);
    // If another fetch has replaced this one, or its user has signed out, the result no longer fits.
    const wanted = (): boolean => this.#fetches.get(conversation) === fetch && loading() === side;
    this.#store.dispatch({ type: 'page_requested', conversation, side });
    try {
      const page = await this.#rest.request(pathOf(conversation), { ...(seq === undefined ? {} : { [side]: seq }), limit: PAGE_SIZE });
      if (!wanted()) return;
      this.#store.dispatch({ type: 'page_received', conversation, side, page });
      this.#directory.need(page.items.flatMap(peopleIn));
    } catch (thrown) {
      if (wanted()) this.#store.dispatch({ type: 'page_refused', conversation, error: asChatError(thrown).code });
    }
  }
}

/** The route that lists the messages of a conversation: for `channel:12` it begins with `/api/chat/channels/12`. */
export function pathOf(conversation: ConversationKey): `/api/chat/channels/${number}/messages` {
  return `/api/chat/${conversation.replace(':', 's/')}/messages` as `/api/chat/channels/${number}/messages`;
}

/** Everyone whose name is needed to show a message. */
export function peopleIn(message: Message): string[] {
  const mentioned = message.mentions.flatMap(({ userId, group }) => (group === undefined ? userId : []));
  return [message.userId, ...mentioned, ...(message.system?.userIds ?? []), ...message.reactions.flatMap((reaction) => reaction.users)];
}
