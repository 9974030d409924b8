// What happened to the tickets that are shown, as the server has it for this user. Loaded with the first one that is shown.

import { asChatError, type ErrorCode } from '../protocol/errors';
import type { TicketEntry } from '../protocol/generated';
import type { ChatSession as Session } from './session';
import { ticketHistory } from './ticket-room';
import { ticketsOf } from './tickets';

export interface TicketHistory {
  /** The oldest first; `null` until they are there. */
  readonly entries: readonly TicketEntry[] | null;
  /** Why they could not be loaded the last time. */
  readonly error: ErrorCode | null;
}

interface Known {
  history: TicketHistory;
  watchers: number;
  /** What was asked for last: an earlier answer no longer counts. */
  asked: object;
}

/** Those that are no longer shown are kept for when the user comes back, up to this number of all. */
const MOST_KEPT = 20;

const UNKNOWN: TicketHistory = { entries: null, error: null };

class TicketHistories {
  readonly #session: Session;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<() => void>();

  constructor(session: Session) {
    this.#session = session;
    let user = session.store.state.me?.username;
    ticketsOf(session).onChange((number) => {
      const { me } = session.store.state;
      if (me?.username !== user) for (const known of this.#known.values()) known.history = UNKNOWN;
      user = me?.username;
      for (const [key, known] of this.#known) {
        if (known.watchers > 0 && (number === undefined || number === key)) void this.#load(key, known);
      }
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until something of it changes. */
  of(number: string): TicketHistory {
    return this.#known.get(number.toUpperCase())?.history ?? UNKNOWN;
  }

  /** Keeps the history of a ticket as the server has it, until the returned function is called. */
  watch(written: string): () => void {
    const number = written.toUpperCase();
    const known: Known = this.#known.get(number) ?? { history: UNKNOWN, watchers: 0, asked: {} };
    // At the end: the first ones are those that were not needed for longest.
    this.#known.delete(number);
    this.#known.set(number, known);
    known.watchers += 1;
    if (known.watchers === 1) void this.#load(number, known);
    this.#forget();
    return () => {
      known.watchers -= 1;
    };
  }

  /** Asks again for one that could not be loaded. */
  retry(written: string): void {
    const number = written.toUpperCase();
    const known = this.#known.get(number);
    if (known !== undefined) void this.#load(number, known);
  }

  #forget(): void {
    for (const [number, { watchers }] of this.#known) {
      if (this.#known.size <= MOST_KEPT) return;
      if (watchers === 0) this.#known.delete(number);
    }
  }

  async #load(number: string, known: Known): Promise<void> {
    const asked = {};
    known.asked = asked;
    const history = await this.#ask(number, known);
    if (known.asked !== asked) return;
    known.history = history;
    for (const listener of this.#listeners) listener();
  }

  /** One that is known stays as it was while the server cannot be reached, but not for who may not see the ticket. */
  async #ask(number: string, known: Known): Promise<TicketHistory> {
    try {
      return { entries: await ticketHistory(this.#session, number), error: null };
    } catch (thrown) {
      const { code } = asChatError(thrown);
      return { entries: code === 'not_found' || code === 'forbidden' ? null : known.history.entries, error: code };
    }
  }
}

const known = new WeakMap<Session, TicketHistories>();

/** The histories of this session. */
export function ticketHistoriesOf(session: Session): TicketHistories {
  const histories = known.get(session) ?? new TicketHistories(session);
  known.set(session, histories);
  return histories;
}
