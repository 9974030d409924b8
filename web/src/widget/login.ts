// Where the widget's login comes from.

/** A token, or what gives one; `null` when nobody is logged in. */
export type TokenSource = string | null | (() => Promise<string | null> | string | null);

/** The token under one of the names that Orvale's pages use. */
export function keptToken(): string | null {
  try {
    return localStorage.authToken ?? localStorage.jwt ?? null;
  } catch {
    return null;
  }
}
