// Lists of the server that are fetched when somebody first looks, and kept for whoever looks next.

import type { Page } from '../../core/rest/client';

/** So many pages are fetched and no more: who stands behind them stays unknown. */
const MOST_PAGES = 10;

export interface Kept<T> {
  readonly items: readonly T[];
  /** False when there is more than this, or nobody could tell. */
  readonly whole: boolean;
}

interface Entry<T> {
  list: Kept<T> | null;
  /** True while `list` is what the server would say now, or is being fetched. */
  fresh: boolean;
  fetching: boolean;
  watchers: number;
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

  /** Something has changed on the server: fetched anew where somebody looks, else when they next do. */
  outdate(key: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.fresh = false;
    if (entry.watchers > 0) void this.#refresh(key, entry);
  }

  /** Changes were missed: whoever looks next gets every list anew. */
  outdateAll(): void {
    for (const entry of this.#entries.values()) entry.fresh = false;
  }

  #entry(key: number): Entry<T> {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const made: Entry<T> = { list: null, fresh: false, fetching: false, watchers: 0 };
    this.#entries.set(key, made);
    return made;
  }

  async #refresh(key: number, entry: Entry<T>): Promise<void> {
    if (entry.fresh || entry.fetching) return;
    entry.fetching = true;
    let list: Kept<T>;
    do {
      entry.fresh = true;
      // One at a time: what changed meanwhile makes one more fetch, however much it was.
      // oxlint-disable-next-line no-await-in-loop
      list = await this.#fetchAll(key);
    } while (!entry.fresh);
    entry.fetching = false;
    entry.list = list;
    for (const listener of this.#listeners) listener();
  }

  async #fetchAll(key: number): Promise<Kept<T>> {
    const items: T[] = [];
    let cursor: string | undefined;
    try {
      for (let page = 0; page < MOST_PAGES; page += 1) {
        // Each page says where the next one begins.
        // oxlint-disable-next-line no-await-in-loop
        const { items: more, next } = await this.fetch(key, cursor);
        items.push(...more);
        if (next === undefined || next === null) return { items, whole: true };
        cursor = next;
      }
    } catch {
      // What came so far is true; of the rest nothing is known.
    }
    return { items, whole: false };
  }
}
