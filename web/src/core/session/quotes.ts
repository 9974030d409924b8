// Fetches single messages that others refer to and that no loaded run holds.

import type { RestClient } from '../rest/client';
import type { Store } from '../store/store';
import type { Directory } from './directory';
import { peopleIn } from './timelines';

export class Quotes {
  readonly #store: Store;
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #asked = new Set<number>();

  constructor(store: Store, rest: RestClient, directory: Directory) {
    this.#store = store;
    this.#rest = rest;
    this.#directory = directory;
  }

  /** Loads a message into `state.quoted`, unless it is there. */
  async load(messageId: number): Promise<void> {
    if (this.#store.state.quoted[messageId] !== undefined || this.#asked.has(messageId)) return;
    this.#asked.add(messageId);
    try {
      const message = await this.#rest.message(messageId);
      this.#store.dispatch({ type: 'message_quoted', message });
      this.#directory.need(peopleIn(message));
    } catch {
      // A quote that cannot be fetched stays a plain reference.
    } finally {
      this.#asked.delete(messageId);
    }
  }
}
