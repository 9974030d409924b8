// The REST routes that every view of conversations reads from, and how any route is called. Holds no state,
// and does not say why a request failed: `CodedReader` does.

import type { Person } from '../protocol/generated';
import type { Messages, Page, Route } from './routes.generated';

export type { Page } from './routes.generated';

/** A contiguous run of a channel's messages, ascending by `seq`. */
export type MessagePage = Messages;

/** Which run of messages to read: at most one of these positions; without any, the latest. */
export type MessageAnchor = Partial<Record<'before' | 'after' | 'around', number>>;

export interface RestOptions {
  /** Where the server is, e.g. `https://chat.example.com`. */
  server: string;
  token(): Promise<string | null>;
  fetch?: typeof globalThis.fetch;
}

const TIMEOUT_MS = 20_000;

export type Method = Route['method'];

/** A route: what it takes and returns, as in docs/openapi.json. */
export type RouteAt<M extends Method, P extends string> = Route extends infer R
  ? R extends { method: M; path: infer Known }
    ? P extends Known
      ? R
      : never
    : never
  : never;

/** What a route returns for a successful request. */
export type AnswerOf<M extends Method, P extends string> = RouteAt<M, P> extends { answer: infer Answer } ? Answer : never;

/** The options of a request other than a plain read. */
export interface RouteInit<M extends Method> {
  method?: M;
  headers?: Record<string, string>;
  body?: string;
}

export class RestReader {
  constructor(private readonly options: RestOptions) {}

  peopleByName(usernames: readonly string[]): Promise<Page<Person>> {
    return this.request('/api/chat/users', { ids: usernames.join(','), limit: 200 });
  }

  /** Calls a route. Rejects when it is refused or cannot be called, or with the error of the source of the login. */
  async request<P extends Route['path'], M extends Method = 'GET'>(
    path: P,
    query: RouteAt<M, P>['query'] = {},
    init: RouteInit<M> = {},
  ): Promise<AnswerOf<M, P>> {
    const { url, headers } = await this.prepared(path, query);
    const sent = { accept: 'application/json', ...init.headers, ...headers };
    return (await this.answer(url, { ...init, headers: sent, signal: AbortSignal.timeout(TIMEOUT_MS) })) as AnswerOf<M, P>;
  }

  /** Where a route is, and what a request to it must carry, for what is not JSON. */
  async prepared(path: string, query: object = {}): Promise<{ url: URL; headers: Record<string, string> }> {
    const url = new URL(path, this.options.server);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
    }
    const token = await this.options.token();
    return { url, headers: token === null ? {} : { authorization: `Bearer ${token}` } };
  }

  /** Makes a request, and reads what the server returns. */
  protected async answer(url: URL, init: RequestInit): Promise<unknown> {
    const response = await this.fetch(url, init);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.status === 204 ? undefined : response.json();
  }

  fetch(url: URL, init: RequestInit): Promise<Response> {
    const fetch = this.options.fetch ?? globalThis.fetch;
    return fetch(url, init);
  }
}
