// A choice that is kept on this device, the same in every tab.

import { runtimeStorage, watchStorage } from '../../core/drafts/drafts';

export class KeptChoice<T> {
  readonly #listeners = new Set<() => void>();
  /** What the storage did not take. */
  #refused: string | null = null;
  #last: { text: string | null; value: T } | null = null;

  /** `parse` takes whatever stands under `key`, `undefined` for nothing. */
  constructor(
    private readonly key: string,
    private readonly parse: (kept: unknown) => T,
  ) {}

  /** The same object until it changes. */
  get = (): T => {
    const text = this.#refused ?? this.#read();
    if (this.#last === null || this.#last.text !== text) this.#last = { text, value: this.#parsed(text) };
    return this.#last.value;
  };

  set(value: T): void {
    const text = JSON.stringify(value);
    this.#refused = null;
    try {
      runtimeStorage()?.setItem(this.key, text);
    } catch {
      // Storage refused: the choice lasts as long as the page.
    }
    if (this.#read() !== text) this.#refused = text;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    const end = watchStorage(this.key, listener);
    return () => {
      this.#listeners.delete(listener);
      end();
    };
  };

  #read(): string | null {
    try {
      return runtimeStorage()?.getItem(this.key) ?? null;
    } catch {
      return null;
    }
  }

  #parsed(text: string | null): T {
    try {
      return this.parse(text === null ? undefined : JSON.parse(text));
    } catch {
      return this.parse(undefined);
    }
  }
}
