// Moves read positions: at once on this device, and gathered a little on the wire.

import type { ChatSocket } from '../socket/socket';
import { channelKey } from '../store/conversation';
import type { LiveStore } from '../store/state';

const GATHER_MS = 400;

export class Reading {
  readonly #store: LiveStore;
  readonly #socket: ChatSocket;
  /** Another one for every user, so that what was begun for one is never told for the next. */
  #due = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: LiveStore, socket: ChatSocket) {
    this.#store = store;
    this.#socket = socket;
  }

  /** Marks a channel read up to `seq`. Never moves back. */
  read(channelId: number, seq: number): void {
    const { channels, counted } = this.#store.state;
    const channel = channels[channelId];
    if (channel === undefined || channel.role === null || seq <= channel.lastReadSeq) return;
    const all = seq >= channel.seq || seq >= (this.#lastMessageSeq(channelId) ?? Infinity);
    const { unreadCount, mentionCount } = all ? { unreadCount: 0, mentionCount: 0 } : channel;
    const read = { channelId, lastReadSeq: seq, unreadCount, mentionCount, countedSeq: counted[channelId] ?? 0 };
    this.#store.dispatch({ type: 'read_moved', read });
    this.#say(channelId, seq);
  }

  /** Holds on to what was read here and not told yet, after the server has said where one stood before. */
  insist(channelId: number): void {
    this.read(channelId, this.#due.get(channelId) ?? 0);
  }

  /** Has the server count anew, where something unread may have been deleted or changed. */
  recount(channelId: number): void {
    const channel = this.#store.state.channels[channelId];
    // Where nothing is unread nothing can go.
    if (channel?.unreadCount) this.#say(channelId, channel.lastReadSeq);
  }

  /** Marks everything from the message at `seq` on as unread. */
  async unreadFrom(channelId: number, seq: number): Promise<void> {
    this.#due.delete(channelId);
    const read = await this.#socket.request('mark_read', { channelId, seq: seq - 1, unread: true });
    this.#store.dispatch({ type: 'read_moved', read });
  }

  /** Gives up what was not told yet: its user is signed out. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = new Map();
  }

  /** Sends what was gathered; what fails goes with the next connection. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#send();
  }

  #say(channelId: number, seq: number): void {
    this.#due.set(channelId, Math.max(seq, this.#due.get(channelId) ?? 0));
    if (this.#timer !== undefined) return;
    // The first is said at once: a page that is closed right after must have said it.
    this.#send();
    this.#timer = setTimeout(() => this.flush(), GATHER_MS);
  }

  #send(): void {
    const due = [...this.#due];
    this.#due.clear();
    for (const [channelId, seq] of due) void this.#tell(channelId, seq);
  }

  async #tell(channelId: number, seq: number): Promise<void> {
    const due = this.#due;
    try {
      const read = await this.#socket.request('mark_read', { channelId, seq });
      const current = this.#store.state.channels[channelId];
      // What was read on meanwhile is newer than this answer.
      if (due !== this.#due || current === undefined || current.lastReadSeq > read.lastReadSeq) return;
      this.#store.dispatch({ type: 'read_moved', read });
    } catch {
      due.set(channelId, Math.max(seq, due.get(channelId) ?? 0));
    }
  }

  #lastMessageSeq(channelId: number): number | null {
    const timeline = this.#store.state.timelines[channelKey(channelId)];
    if (timeline === undefined || timeline.hasAfter || timeline.stale) return null;
    return timeline.messages.at(-1)?.seq ?? null;
  }
}
