// What the lines of teams' channels say about tickets, as far as the user may see those. Loaded with the first such line.

import type { TicketNotice } from '../protocol/generated';
import type { ChatSession as Session } from './session';
import { ticketsOf } from './tickets';

/** `withheld`: the user may not see the ticket. */
export type NoticeState = TicketNotice | 'loading' | 'withheld';

/** As many notices are looked at with one request. */
const SPAN = 200;
/** Lines that come into view together share a request. */
const GATHER_MS = 20;
/** Those that are no longer shown are kept for when the user scrolls back, up to this number. */
const MOST_KEPT = 1000;

interface Line {
  channelId: number;
  id: number;
  number: string;
  watchers: number;
  state: NoticeState;
  /** What was asked for last: an earlier answer no longer counts. */
  asked: object | null;
}

class TicketNotices {
  readonly #session: Session;
  readonly #lines = new Map<string, Line>();
  readonly #waiting = new Set<Line>();
  readonly #listeners = new Set<() => void>();
  #gathering = false;

  constructor(session: Session) {
    this.#session = session;
    let user = session.store.state.me?.username;
    ticketsOf(session).onChange((number) => {
      const { me } = session.store.state;
      if (me?.username !== user) this.#lines.clear();
      user = me?.username;
      this.#outdated(number);
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  state(channelId: number, id: number): NoticeState {
    return this.#lines.get(keyOf(channelId, id))?.state ?? 'loading';
  }

  /** Keeps what a line says of the ticket with this number as the server has it, until the returned function is called. */
  watch(channelId: number, id: number, number: string): () => void {
    const key = keyOf(channelId, id);
    const known = this.#lines.get(key);
    const line: Line = known ?? { channelId, id, number: number.toUpperCase(), watchers: 0, state: 'loading', asked: null };
    // At the end: the first ones are those that were not needed for longest.
    this.#lines.delete(key);
    this.#lines.set(key, line);
    line.watchers += 1;
    if (line.state === 'loading' && line.asked === null) this.#ask(line);
    this.#forget();
    return () => {
      line.watchers -= 1;
    };
  }

  /** What is shown of a ticket, or of all, is asked for again; what is not shown is asked for when it is. */
  #outdated(number: string | undefined): void {
    for (const [key, line] of this.#lines) {
      if (number !== undefined && number !== line.number) continue;
      if (line.watchers > 0) this.#ask(line);
      else this.#lines.delete(key);
    }
  }

  #forget(): void {
    for (const [key, { watchers }] of this.#lines) {
      if (this.#lines.size <= MOST_KEPT) return;
      if (watchers === 0) this.#lines.delete(key);
    }
  }

  #ask(line: Line): void {
    line.asked = {};
    this.#waiting.add(line);
    if (this.#gathering) return;
    this.#gathering = true;
    setTimeout(() => this.#send(), GATHER_MS);
  }

  #send(): void {
    this.#gathering = false;
    const lines = [...this.#waiting].toSorted((one, other) => one.channelId - other.channelId || one.id - other.id);
    this.#waiting.clear();
    let span: Line[] = [];
    for (const line of lines) {
      const [first] = span;
      if (first !== undefined && (first.channelId !== line.channelId || line.id - first.id >= SPAN)) {
        void this.#load(span);
        span = [];
      }
      span.push(line);
    }
    if (span.length > 0) void this.#load(span);
  }

  async #load(lines: readonly Line[]): Promise<void> {
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined) return;
    const asked = lines.map((line) => line.asked);
    let found: readonly TicketNotice[] | null = null;
    try {
      ({ items: found } = await noticesBetween(this.#session, first.channelId, first.id, last.id));
    } catch {
      // The lines stay as they are; they are asked for again after the next login, and when they are shown anew.
    }
    for (const [index, line] of lines.entries()) {
      if (line.asked !== asked[index]) continue;
      line.asked = null;
      if (found !== null) line.state = found.find(({ id }) => id === line.id) ?? 'withheld';
    }
    for (const listener of this.#listeners) listener();
  }
}

function keyOf(channelId: number, id: number): string {
  return `${channelId} ${id}`;
}

interface Notices {
  items: readonly TicketNotice[];
  /** Where to read on; `null` for the end. */
  next: number | null;
}

/** What the notices from `first` to `last` say, the first ones of them. */
export async function noticesBetween({ rest }: Session, channelId: number, first: number, last: number): Promise<Notices> {
  const end = Math.min(last, first + SPAN - 1);
  const { items } = await rest.call('GET', `/api/chat/channels/${channelId}/ticket-notices`, { first, last: end });
  return { items, next: end < last ? end + 1 : null };
}

const known = new WeakMap<Session, TicketNotices>();

/** The notices of this session. */
export function ticketNoticesOf(session: Session): TicketNotices {
  const notices = known.get(session) ?? new TicketNotices(session);
  known.set(session, notices);
  return notices;
}
