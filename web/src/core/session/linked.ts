// Which messages the links in messages lead to. A link has a position; a message is known by its id. Only the part of the
// page that shows linked messages loads this.

import { asChatError } from '../protocol/errors';
import type { Messages } from '../rest/routes.generated';
import type { ChatSession as Session } from './session';

/** Where a link leads: a position in a channel or in a thread; without one, the message that the thread belongs to. */
export interface Spot {
  readonly channelId: number;
  readonly threadId: number | null;
  readonly seq: number | null;
}

interface Found {
  readonly id: Promise<number | null>;
  /** The value of `reveals` when the user could not see it. */
  withheldAt?: number;
}

/** As many requests at once. */
const MOST_AT_ONCE = 4;

class Linked {
  readonly #session: Session;
  readonly #found = new Map<string, Found>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #user: string | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The id of the message there; `null` if there is none that the user may see. Rejects if the server cannot say. */
  find(spot: Spot): Promise<number | null> {
    const { me, reveals } = this.#session.store.state;
    if (me?.username !== this.#user) this.#found.clear();
    this.#user = me?.username;
    const key = [spot.channelId, spot.threadId, spot.seq].join();
    const known = this.#found.get(key);
    const id = known?.withheldAt === undefined || known.withheldAt === reveals ? known?.id : undefined;
    return id ?? this.#find(key, spot, reveals);
  }

  #find(key: string, spot: Spot, reveals: number): Promise<number | null> {
    const found: Found = { id: this.#inTurn(() => this.#ask(spot)) };
    const note = (id: number | null): void => {
      if (id === null) found.withheldAt = reveals;
    };
    this.#found.set(key, found);
    found.id.then(note, () => this.#found.delete(key));
    return found.id;
  }

  async #ask({ channelId, threadId, seq }: Spot): Promise<number | null> {
    if (seq === null) return threadId;
    try {
      const path = threadId === null ? (`/api/chat/channels/${channelId}/messages` as const) : (`/api/chat/threads/${threadId}/messages` as const);
      const page: Messages = await this.#session.rest.call('GET', path, { around: seq, limit: 1 });
      const message = page.items.find((item) => item.seq === seq && item.channelId === channelId);
      if (message !== undefined) return message.id;
      return threadId === null && page.threadId !== undefined ? await this.#ask({ channelId, threadId: page.threadId, seq }) : null;
    } catch (thrown) {
      const { code } = asChatError(thrown);
      if (code === 'not_found' || code === 'forbidden' || code === 'invalid') return null;
      throw thrown;
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

const known = new WeakMap<Session, Linked>();

/** The id of the message that a link leads to; see `Linked.find`. */
export function findLinked(session: Session, spot: Spot): Promise<number | null> {
  const linked = known.get(session) ?? new Linked(session);
  known.set(session, linked);
  return linked.find(spot);
}
