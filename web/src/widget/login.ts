// Where the widget's login comes from.

/** A token, or what gives one; `null` when nobody is logged in. */
export type TokenSource = string | null | (() => Promise<string | null> | string | null);

/** Who has a login: the element. */
export interface Principal {
  readonly server: string;
  readonly token: TokenSource;
}

/** What this element would log in with; by default the token under one of the names that Orvale's pages use. */
export function loginOf({ token }: Principal): TokenSource {
  try {
    return token ?? localStorage.authToken ?? localStorage.jwt ?? null;
  } catch {
    return null;
  }
}
