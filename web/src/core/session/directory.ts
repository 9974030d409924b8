// Looks up the names of people. All requests of one turn of the event loop are fetched together.

import type { Person } from '../protocol/generated';
import type { RestReader } from '../rest/reader';
import type { PeopleState } from '../store/slices/people';

/** Where names are stored: the store, or a smaller view's own state. */
export interface Acquaintances {
  readonly state: Pick<PeopleState, 'people'>;
  dispatch(action: { type: 'people_learned'; people: readonly Person[] }): void;
}

const BATCH = 100;

export class Directory {
  readonly #store: Acquaintances;
  readonly #rest: RestReader;
  readonly #asked = new Set<string>();
  #wanted: string[] = [];

  constructor(store: Acquaintances, rest: RestReader) {
    this.#store = store;
    this.#rest = rest;
  }

  /** Requests people who are not in the state. Unknown user names are requested only once. */
  need(usernames: Iterable<string>): void {
    const before = this.#wanted.length;
    for (const username of usernames) {
      const known = this.#store.state.people[username] !== undefined;
      if (known || this.#asked.has(username) || username === 'system') continue;
      this.#asked.add(username);
      this.#wanted.push(username);
    }
    if (before === 0 && this.#wanted.length > 0) queueMicrotask(() => this.#fetch());
  }

  /** Allows everything to be requested again, e.g. after a reconnect. */
  forget(): void {
    this.#asked.clear();
  }

  #fetch(): void {
    while (this.#wanted.length > 0) void this.#fetchBatch(this.#wanted.splice(0, BATCH));
  }

  async #fetchBatch(batch: string[]): Promise<void> {
    try {
      const page = await this.#rest.peopleByName(batch);
      this.#store.dispatch({ type: 'people_learned', people: page.items });
    } catch {
      // User names are shown instead until a reconnect requests the names again.
      for (const username of batch) this.#asked.delete(username);
    }
  }
}
