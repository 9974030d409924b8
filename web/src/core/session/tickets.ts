// The cards of the tickets that are shown, as the server has them for this user, and work on tickets. Loaded once there
// is a ticket to show.

import { asChatError } from '../protocol/errors';
import type { TicketCard, TicketComment } from '../protocol/generated';
import type { NewTicketComment, Page, TicketAssignee, TicketUpdate } from '../rest/routes.generated';
import type { ChatSession as Session } from './session';

/** `withheld`: there is no such ticket, or the user may not see it. */
export type TicketState = TicketCard | 'loading' | 'withheld' | 'failed';

/** As many requests at once. */
const MOST_AT_ONCE = 4;
/** Cards that are no longer shown are kept for when the user comes back, up to this number. */
const MOST_KEPT = 200;

export class Tickets {
  readonly #session: Session;
  readonly #states = new Map<string, TicketState>();
  readonly #watchers = new Map<string, number>();
  /** What was asked for last of each ticket: an earlier answer no longer counts. */
  readonly #latest = new Map<string, object>();
  readonly #waiting = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #changes = new Set<(number?: string) => void>();
  #running = 0;
  #login: unknown;
  #user: string | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#login = session.store.state.liveAfter;
    this.#user = session.store.state.me?.username;
    session.store.subscribe(() => this.#followLogin());
    session.listen((event) => {
      if (event.name === 'ticket_updated') this.touched(event.data.number);
      // With other rights, other tickets may be seen, and more or less of each.
      else if (event.name === 'account_updated') this.touchedAll();
    });
    globalThis.document?.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.touchedAll();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  state(number: string): TicketState {
    return this.#states.get(keyOf(number)) ?? 'loading';
  }

  /** Keeps the card of a ticket as the server has it, until the returned function is called. */
  watch(written: string): () => void {
    const number = keyOf(written);
    this.#watchers.set(number, (this.#watchers.get(number) ?? 0) + 1);
    this.refresh(number);
    return () => {
      const left = (this.#watchers.get(number) ?? 1) - 1;
      if (left > 0) this.#watchers.set(number, left);
      else this.#watchers.delete(number);
    };
  }

  /** Calls a listener when a ticket may have changed: which one, or any. */
  onChange(listener: (number?: string) => void): () => void {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  /** Asks for a ticket's card; a card that is known stays until then. */
  refresh(written: string): void {
    const number = keyOf(written);
    this.#latest.set(number, {});
    this.#waiting.add(number);
    this.#work();
  }

  /** Something was done with a ticket: asks for what is shown of it. */
  touched(number: string): void {
    if (this.#watchers.has(keyOf(number))) this.refresh(number);
    for (const changed of this.#changes) changed(keyOf(number));
  }

  /** Asks again for one that could not be loaded. */
  retry(number: string): void {
    this.#set(keyOf(number), 'loading');
    this.refresh(number);
  }

  /** Takes in what the server has just said of a ticket. */
  learn(written: string, state: TicketCard | 'withheld'): void {
    const number = keyOf(written);
    this.#latest.set(number, {});
    this.#set(number, state);
    for (const changed of this.#changes) changed(number);
  }

  #work(): void {
    for (const number of this.#waiting) {
      if (this.#running >= MOST_AT_ONCE) return;
      this.#waiting.delete(number);
      this.#running += 1;
      void this.#load(number).finally(() => {
        this.#running -= 1;
        this.#work();
      });
    }
  }

  async #load(number: string): Promise<void> {
    const asked = this.#latest.get(number);
    const state = await this.#ask(number);
    // A ticket that is known stays as it was while the server cannot be reached.
    const kept = state === 'failed' && typeof this.#states.get(number) === 'object';
    if (asked === this.#latest.get(number) && !kept) this.#set(number, state);
  }

  async #ask(number: string): Promise<TicketState> {
    try {
      return await loadTicket(this.#session, number);
    } catch (thrown) {
      const { code } = asChatError(thrown);
      return code === 'not_found' || code === 'forbidden' ? 'withheld' : 'failed';
    }
  }

  #set(number: string, state: TicketState): void {
    // At the end: the first ones are those that were not needed for longest.
    this.#states.delete(number);
    this.#states.set(number, state);
    for (const old of this.#states.keys()) {
      if (this.#states.size <= MOST_KEPT) break;
      if (!this.#watchers.has(old)) this.#states.delete(old);
    }
    for (const listener of this.#listeners) listener();
  }

  #followLogin(): void {
    const { liveAfter, me } = this.#session.store.state;
    if (liveAfter === this.#login) return;
    this.#login = liveAfter;
    if (me?.username !== this.#user) {
      this.#user = me?.username;
      this.#states.clear();
    }
    this.touchedAll();
  }

  /** Any ticket may look different now: asks for what is shown of all. */
  touchedAll(): void {
    for (const number of this.#watchers.keys()) this.refresh(number);
    for (const changed of this.#changes) changed();
  }
}

/** Letter case does not matter in a number. */
function keyOf(number: string): string {
  return number.toUpperCase();
}

const known = new WeakMap<Session, Tickets>();

/** The cards of this session. */
export function ticketsOf(session: Session): Tickets {
  const tickets = known.get(session) ?? new Tickets(session);
  known.set(session, tickets);
  return tickets;
}

export function loadTicket({ rest }: Session, number: string): Promise<TicketCard> {
  return rest.call('GET', pathOf(number));
}

/** Which tickets are listed. */
export interface TicketFilter {
  q?: string | undefined;
  status?: string | undefined;
  /** A username, or `none` for nobody. */
  assignee?: string | undefined;
  team?: string | undefined;
  own?: true | undefined;
  priority?: string | undefined;
  sort?: 'created' | 'updated' | 'priority' | 'due' | undefined;
  /** As many at once; the server's own number by default. */
  limit?: number;
}

/** As many in one request to someone who reads on. */
const FURTHER = 200;

/** The tickets that the user may see, the latest created first. Their cards do not say what the user may do. */
export function listTickets({ rest }: Session, filter: TicketFilter, cursor?: string): Promise<Page<TicketCard>> {
  return rest.call('GET', '/api/chat/tickets', { ...filter, cursor, ...(cursor !== undefined && { limit: FURTHER }) });
}

export type { TicketAssignee };

/** Everyone who works on a ticket that the user may see. */
export async function ticketAssignees({ rest }: Session): Promise<readonly TicketAssignee[]> {
  const { items } = await rest.call('GET', '/api/chat/ticket-assignees');
  return items;
}

/** What changes of a ticket; what is left out stays. */
export type TicketChange = Omit<TicketUpdate, 'expectedUpdatedAt'>;

/** The ticket has changed since the card that a change was based on. Nothing was written. */
export class TicketChanged extends Error {
  constructor(readonly current: TicketCard) {
    super('the ticket has changed');
  }
}

/** Changes a ticket that is still as on the card `base`; else rejects with `TicketChanged`. Resolves to whether the user still sees it. */
export async function changeTicket(session: Session, base: TicketCard, change: TicketChange): Promise<boolean> {
  const { number, updatedAt: expectedUpdatedAt } = base;
  try {
    const card: TicketCard | undefined = await session.rest.call('PATCH', pathOf(number), {}, { ...change, expectedUpdatedAt });
    // There is no card for those who may not see it any more.
    ticketsOf(session).learn(number, card ?? 'withheld');
    return card !== undefined;
  } catch (thrown) {
    if (asChatError(thrown).code !== 'conflict') throw thrown;
    const current = await loadTicket(session, number);
    ticketsOf(session).learn(number, current);
    throw current.updatedAt === expectedUpdatedAt ? thrown : new TicketChanged(current);
  }
}

/** Adds a comment. With the same `key`, it is added once. */
export async function commentTicket(session: Session, number: string, comment: NewTicketComment, key: string): Promise<TicketComment> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const added = await session.rest.request<`/api/chat/tickets/${string}/comments`, 'POST'>(`${pathOf(number)}/comments`, {}, { method: 'POST', headers, body: JSON.stringify(comment) });
  ticketsOf(session).touched(number);
  return added;
}

export function pathOf(number: string): `/api/chat/tickets/${string}` {
  return `/api/chat/tickets/${encodeURIComponent(number)}`;
}
