// A choice that is stored on this device and shared by all tabs.

import { runtimeStorage, watchStorage } from '../../core/drafts/drafts';

export class KeptChoice<T> {
  readonly #listeners = new Set<() => void>();
  /** The value, if it could not be stored. */
  #refused: string | null = null;
  #last: { text: string | null; value: T } | null = null;

  /** `parse` gets the value stored under `key`, or `undefined` if there is none. */
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
      // Not stored: the choice lasts until the page is closed.
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
