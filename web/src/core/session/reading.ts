// Moves read positions: at once on this device, and debounced on the wire.

import type { ChatSocket } from '../socket/socket';
import { channelKey } from '../store/conversation';
import type { LiveStore } from '../store/state';

const GATHER_MS = 400;

export class Reading {
  readonly #store: LiveStore;
  readonly #socket: ChatSocket;
  /** A new object for each user, so that a position is never sent on behalf of the next user. */
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

  /** Reapplies positions that were read here and not sent yet, after the server sent older ones. */
  reapplyPending(channelId: number): void {
    this.read(channelId, this.#due.get(channelId) ?? 0);
  }

  /** Makes the server count again where an unread message may have been deleted or changed. */
  recount(channelId: number): void {
    const channel = this.#store.state.channels[channelId];
    // Without unread messages the count cannot fall.
    if (channel?.unreadCount) this.#say(channelId, channel.lastReadSeq);
  }

  /** Discards what was not sent yet of a channel. */
  drop(channelId: number): void {
    this.#due.delete(channelId);
  }

  /** Discards what was not sent yet, because its user is signed out. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = new Map();
  }

  /** Sends the pending positions; those that fail are sent with the next connection. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#send();
  }

  #say(channelId: number, seq: number): void {
    this.#due.set(channelId, Math.max(seq, this.#due.get(channelId) ?? 0));
    if (this.#timer !== undefined) return;
    // The first is sent at once, in case the page is closed right after.
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
      // What was read in the meantime is newer than this reply.
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
