// Moves read positions: at once on this device, and gathered a little on the wire.

import type { ChatSocket } from '../socket/socket';
import type { Store } from '../store/store';

const GATHER_MS = 400;

export class Reading {
  readonly #store: Store;
  readonly #socket: ChatSocket;
  readonly #due = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store, socket: ChatSocket) {
    this.#store = store;
    this.#socket = socket;
  }

  /** Marks a channel read up to `seq`. Never moves back. */
  read(channelId: number, seq: number): void {
    const channel = this.#store.state.channels[channelId];
    if (channel === undefined || channel.role === null || seq <= channel.lastReadSeq) return;
    const all = seq >= channel.seq || seq >= (this.#lastMessageSeq(channelId) ?? Infinity);
    this.#store.dispatch({
      type: 'read_moved',
      channelId,
      lastReadSeq: seq,
      unreadCount: all ? 0 : channel.unreadCount,
      mentionCount: all ? 0 : channel.mentionCount,
    });
    this.#due.set(channelId, seq);
    if (this.#timer !== undefined) return;
    // The first is said at once: a page that is closed right after must have said it.
    this.#send();
    this.#timer = setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Marks everything from the message at `seq` on as unread. */
  async unreadFrom(channelId: number, seq: number): Promise<void> {
    this.#due.delete(channelId);
    const state = await this.#socket.request('mark_read', { channelId, seq: seq - 1, unread: true });
    this.#store.dispatch({ type: 'read_moved', ...state });
  }

  /** Sends what was gathered; what fails goes with the next connection. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#send();
  }

  #send(): void {
    const due = [...this.#due];
    this.#due.clear();
    for (const [channelId, seq] of due) void this.#say(channelId, seq);
  }

  async #say(channelId: number, seq: number): Promise<void> {
    try {
      const state = await this.#socket.request('mark_read', { channelId, seq });
      const current = this.#store.state.channels[channelId];
      // What was read on meanwhile is newer than this answer.
      if (current === undefined || current.lastReadSeq > state.lastReadSeq) return;
      this.#store.dispatch({ type: 'read_moved', ...state });
    } catch {
      const newer = this.#due.get(channelId) ?? 0;
      this.#due.set(channelId, Math.max(seq, newer));
    }
  }

  #lastMessageSeq(channelId: number): number | null {
    const timeline = this.#store.state.timelines[channelId];
    if (timeline === undefined || timeline.hasAfter || timeline.stale) return null;
    return timeline.messages.at(-1)?.seq ?? null;
  }
}
