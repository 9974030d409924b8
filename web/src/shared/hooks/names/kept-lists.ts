// Lists from the server, fetched on first use and cached.

import { asChatError, type ChatError } from '../../../core/protocol/errors';
import type { Page } from '../../../core/rest/client';

/** The maximum number of pages fetched; what is on later pages stays unknown. */
const MOST_PAGES = 10;
/** The initial and the maximum delay of a retry after a failure. */
const RETRY_MS = 2000;
const RETRY_AT_MOST_MS = 60_000;
/** The minimum time between fetches of a list because of a missing item. */
const MISSED_MS = 60_000;

export interface Kept<T> {
  readonly items: readonly T[];
  /** False if the list is incomplete or could not be fetched. */
  readonly whole: boolean;
}

interface Entry<T> {
  list: Kept<T> | null;
  /** True while `list` is what the server would say now, or is being fetched. */
  fresh: boolean;
  fetching: boolean;
  watchers: number;
  /** When it was last asked for. */
  askedAt: number;
  /** How often that has failed in a row. */
  failures: number;
  /** Outdates it later: after a failure, or for what it does not hold. */
  later: ReturnType<typeof setTimeout> | undefined;
}

interface Answer<T> {
  list: Kept<T>;
  error: ChatError | null;
}

export class KeptLists<T> {
  readonly #entries = new Map<number, Entry<T>>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly fetch: (key: number, cursor?: string) => Promise<Page<T>>) {}

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(key: number): Kept<T> | null {
    return this.#entries.get(key)?.list ?? null;
  }

  /** Keeps a list as the server has it for as long as somebody looks; the result ends that. */
  watch(key: number): () => void {
    const entry = this.#entry(key);
    entry.watchers += 1;
    void this.#refresh(key, entry);
    return () => {
      entry.watchers -= 1;
    };
  }

  /** Call when the list has changed on the server: fetches it again now if it is in use, else on its next use. */
  outdate(key: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.fresh = false;
    if (entry.watchers > 0) void this.#refresh(key, entry);
  }

  /** Call when an item is not in the list, since it may be newer than the list. */
  missed(key: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.later !== undefined) return;
    this.#outdateIn(MISSED_MS - Math.abs(Date.now() - entry.askedAt), key, entry);
  }

  /** Call after events were missed: every list is fetched again on its next use. */
  outdateAll(): void {
    for (const entry of this.#entries.values()) entry.fresh = false;
  }

  #entry(key: number): Entry<T> {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const made: Entry<T> = { list: null, fresh: false, fetching: false, watchers: 0, askedAt: 0, failures: 0, later: undefined };
    this.#entries.set(key, made);
    return made;
  }

  async #refresh(key: number, entry: Entry<T>): Promise<void> {
    if (entry.fresh || entry.fetching) return;
    clearTimeout(entry.later);
    entry.later = undefined;
    entry.fetching = true;
    let answer: Answer<T>;
    do {
      entry.fresh = true;
      entry.askedAt = Date.now();
      // One at a time: what changed meanwhile makes one more fetch, however much it was.
      // oxlint-disable-next-line no-await-in-loop
      answer = await this.#fetchAll(key);
    } while (!entry.fresh);
    entry.fetching = false;
    const { list, error } = answer;
    // What was whole a moment ago says more than what broke off.
    if (error === null || entry.list === null) entry.list = list;
    entry.failures = error === null ? 0 : entry.failures + 1;
    if (error?.retryable === true) {
      const wait = Math.min(RETRY_MS * 2 ** (entry.failures - 1), RETRY_AT_MOST_MS);
      this.#outdateIn(Math.max(wait, error.retryAfterMs ?? 0), key, entry);
    }
    for (const listener of this.#listeners) listener();
  }

  #outdateIn(milliseconds: number, key: number, entry: Entry<T>): void {
    clearTimeout(entry.later);
    entry.later = setTimeout(() => {
      entry.later = undefined;
      this.outdate(key);
    }, milliseconds);
  }

  async #fetchAll(key: number): Promise<Answer<T>> {
    const items: T[] = [];
    let cursor: string | undefined;
    try {
      for (let page = 0; page < MOST_PAGES; page += 1) {
        // Each page says where the next one begins.
        // oxlint-disable-next-line no-await-in-loop
        const { items: more, next } = await this.fetch(key, cursor);
        items.push(...more);
        if (next === undefined || next === null) return { list: { items, whole: true }, error: null };
        cursor = next;
      }
      return { list: { items, whole: false }, error: null };
    } catch (thrown) {
      // What came so far is true; of the rest nothing is known.
      return { list: { items, whole: false }, error: asChatError(thrown) };
    }
  }
}
