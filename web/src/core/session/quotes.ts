// Fetches single messages that others reply to or forward, and that are not among the loaded ones.

import { isMessageEvent, type ServerEvent } from '../protocol/events';
import { asChatError } from '../protocol/errors';
import type { Message } from '../protocol/generated';
import type { RestClient } from '../rest/client';
import type { ChatStore } from '../store/state';
import { subjectOf } from '../store/timeline';
import type { Directory } from './directory';
import { peopleIn } from './timelines';

/** Calls a listener with every event. Returns a function that unsubscribes. */
type Listen = (listener: (event: ServerEvent) => void) => () => void;

export class Quotes {
  readonly #store: ChatStore;
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #listen: Listen;
  readonly #asked = new Set<number>();

  constructor(store: ChatStore, rest: RestClient, directory: Directory, listen: Listen) {
    this.#store = store;
    this.#rest = rest;
    this.#directory = directory;
    this.#listen = listen;
  }

  /** Loads a message into `state.quoted`, unless it is already there. */
  async load(messageId: number): Promise<void> {
    if (this.#store.state.quoted[messageId] !== undefined || this.#asked.has(messageId)) return;
    this.#asked.add(messageId);
    try {
      const heard = this.#store.state.threadsHeard;
      const message = await this.#fetch(messageId);
      this.#store.dispatch({ type: 'message_quoted', message, heard });
      this.#directory.need(peopleIn(message));
    } catch (thrown) {
      // A quote that cannot be fetched is shown as a plain reference.
      const { code } = asChatError(thrown);
      if (code === 'not_found' || code === 'forbidden') this.#store.dispatch({ type: 'quote_withheld', messageId });
    } finally {
      this.#asked.delete(messageId);
    }
  }

  /** Fetches a message again if it may have changed since the server read it. */
  async #fetch(messageId: number): Promise<Message> {
    const { liveAfter } = this.#store.state;
    let changed = false;
    const end = this.#listen((event) => {
      if (isMessageEvent(event) && subjectOf(event) === messageId) changed = true;
    });
    try {
      const message = await this.#rest.message(messageId);
      // A new login may have skipped the events in between.
      if (!changed && liveAfter === this.#store.state.liveAfter) return message;
    } finally {
      end();
    }
    return this.#fetch(messageId);
  }
}
