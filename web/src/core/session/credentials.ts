// The login that is stored between pages, where Orvale's own pages store it.

import { watchStorage, type TextStorage } from '../drafts/drafts';

/** Orvale's pages read and write the token under this name. */
export const TOKEN_KEY = 'authToken';

/** A stored token. Falls back to memory if the browser refuses storage. */
export class Credentials {
  /** Only a token that could not be stored: a stored one may have been removed by another tab. */
  #memory: string | null = null;

  constructor(private readonly storage: TextStorage | null) {}

  get token(): string | null {
    try {
      return this.storage?.getItem(TOKEN_KEY) ?? this.#memory;
    } catch {
      return this.#memory;
    }
  }

  keep(token: string): void {
    this.#memory = this.storage === null ? token : null;
    try {
      this.storage?.setItem(TOKEN_KEY, token);
    } catch {
      // The login then lasts until the page is closed.
      this.#memory = token;
    }
  }

  forget(): void {
    this.#memory = null;
    try {
      this.storage?.removeItem(TOKEN_KEY);
    } catch {
      // Nothing was stored.
    }
  }

  /** Calls `listener` when another tab of this browser has logged in or out. Returns a function that unsubscribes. */
  watch(listener: () => void): () => void {
    return watchStorage(TOKEN_KEY, listener);
  }
}
