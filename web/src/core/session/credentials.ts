// The login that is kept between pages, where Orvale's own pages keep it.

import { watchStorage, type TextStorage } from '../drafts/drafts';

/** Orvale's pages read and write the token under this name. */
export const TOKEN_KEY = 'authToken';

/** A kept token. Falls back to memory where storage is refused. */
export class Credentials {
  /** Only what the storage did not take: another tab may have ended the login that it did. */
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
      // The login then lasts as long as the page.
      this.#memory = token;
    }
  }

  forget(): void {
    this.#memory = null;
    try {
      this.storage?.removeItem(TOKEN_KEY);
    } catch {
      // Nothing was kept there.
    }
  }

  /** Calls `listener` when another tab of this browser has logged in or out; the result ends that. */
  watch(listener: () => void): () => void {
    return watchStorage(TOKEN_KEY, listener);
  }
}
