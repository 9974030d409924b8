// Threads: following, reading and answering them, and keeping the number of unread ones true.

import type { ThreadReply } from '../protocol/generated';
import type { ServerEvent } from '../protocol/events';
import type { RestClient } from '../rest/client';
import type { ThreadInbox } from '../rest/routes.generated';
import type { ChatSocket } from '../socket/socket';
import { channelKey } from '../store/conversation';
import { asksForAttention, isUnreadThread } from '../store/slices/threads';
import type { ChatStore } from '../store/state';
import type { Directory } from './directory';
import { peopleIn } from './timelines';

/** Long enough for the server to describe a thread by itself, and to have counted what was read. */
const SETTLED_MS = 1000;
const PAGE_SIZE = 50;

export class Threads {
  readonly #store: ChatStore;
  readonly #socket: ChatSocket;
  readonly #rest: RestClient;
  readonly #directory: Directory;
  /** Up to which reply each thread is read here. */
  #told = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #counted: ChatStore['state']['counted'];
  #login: ChatStore['state']['liveAfter'];

  constructor(store: ChatStore, socket: ChatSocket, rest: RestClient, directory: Directory, listen: (listener: (event: ServerEvent) => void) => void) {
    this.#store = store;
    this.#socket = socket;
    this.#rest = rest;
    this.#directory = directory;
    this.#counted = store.state.counted;
    this.#login = store.state.liveAfter;
    store.subscribe(() => this.#looked());
    listen((event) => this.#happened(event));
    this.#recount(true);
  }

  async follow(threadId: number, following: boolean): Promise<void> {
    this.#learn(await this.#socket.request(following ? 'follow_thread' : 'unfollow_thread', { threadId }));
  }

  /** Marks a followed thread read up to the reply at `seq`. Never moves back. */
  read(threadId: number, seq: number): void {
    const known = this.#store.state.threads[threadId];
    if (known === undefined || !isUnreadThread(known.thread) || seq <= (this.#told.get(threadId) ?? 0)) return;
    const told = this.#told;
    told.set(threadId, seq);
    // What fails is told when the reply is seen again.
    this.#mark(threadId, seq).catch(() => told.delete(threadId));
  }

  /** Marks everything from the reply at `seq` on as unread. Only what one follows can be unread. */
  async unreadFrom(threadId: number, seq: number): Promise<void> {
    this.#told.delete(threadId);
    if (this.#store.state.threads[threadId]?.thread.following !== true) await this.follow(threadId, true);
    await this.#mark(threadId, seq - 1, { unread: true });
  }

  /** The threads that the user follows, those with unread replies first. */
  async list(cursor?: string): Promise<ThreadInbox> {
    const { threadsHeard } = this.#store.state;
    const inbox = await this.#rest.threads(PAGE_SIZE, cursor);
    // Something was said meanwhile: which of both is newer, nobody can tell.
    if (threadsHeard !== this.#store.state.threadsHeard) return this.list(cursor);
    const { items, unreadThreads, next } = inbox;
    const last = items.at(-1);
    const all = next == null || last === undefined || !asksForAttention(this.#store.state, last.channelId, last.thread);
    const complete = cursor === undefined && all;
    this.#store.dispatch({ type: 'threads_listed', items, unreadThreads, complete });
    this.#directory.need(items.flatMap(({ message, thread }) => [...thread.participants, ...peopleIn(message)]));
    return inbox;
  }

  /** Has a thread described anew. */
  async refresh(threadId: number): Promise<void> {
    const heard = this.#store.state.threadsHeard;
    try {
      const message = await this.#rest.message(threadId);
      this.#store.dispatch({ type: 'message_quoted', message, heard });
      this.#directory.need([...peopleIn(message), ...(message.thread?.participants ?? [])]);
    } catch {
      // It stays as it is known until it is shown again.
    }
  }

  #happened(event: ServerEvent): void {
    if (event.name === 'thread_updated') this.#directory.need(event.data.thread.participants);
    // Its description follows, but may be dropped.
    if (event.name === 'message_received' && event.data.message.threadId !== undefined) this.#recount();
    // Those of a muted or archived conversation do not count.
    if (event.name === 'preferences_updated' && 'channelId' in event.data) this.#recount();
    if (event.name === 'channel_updated') this.#recount();
    // With the membership, the threads of a channel come back.
    if (event.name === 'channel_joined' || event.name === 'channel_left') this.#recount();
  }

  #looked(): void {
    const { counted, liveAfter } = this.#store.state;
    const loggedIn = liveAfter !== this.#login;
    const read = counted !== this.#counted && !loggedIn && this.#isReadInChannel();
    this.#login = liveAfter;
    this.#counted = counted;
    // It may be somebody else’s.
    if (loggedIn) this.#told = new Map();
    if (loggedIn || read) this.#recount(true);
  }

  /** True when a reply that a channel shows as well was read there while its thread counts it. */
  #isReadInChannel(): boolean {
    const { threads, channels, timelines } = this.#store.state;
    return Object.entries(threads).some(([id, { channelId, thread }]) => {
      const lastReadSeq = channels[channelId]?.lastReadSeq ?? 0;
      const shown = isUnreadThread(thread) ? timelines[channelKey(channelId)]?.messages : undefined;
      return shown?.some((message) => message.threadId === Number(id) && message.seq <= lastReadSeq) === true;
    });
  }

  /** Loads the inbox soon: anyway, or if the server has left a thread undescribed until then. */
  #recount(anyway = false): void {
    clearTimeout(this.#timer);
    this.#due ||= anyway;
    this.#timer = setTimeout(() => {
      const { threads, phase } = this.#store.state;
      const due = this.#due || Object.values(threads).some(({ certain }) => !certain);
      this.#due = false;
      // Without a connection the next login asks.
      if (due && phase.name === 'online') void this.list().catch(() => undefined);
    }, SETTLED_MS);
  }

  #due = false;

  async #mark(threadId: number, seq: number, back: { unread?: true } = {}): Promise<void> {
    this.#learn(await this.#socket.request('mark_thread_read', { threadId, seq, ...back }));
  }

  #learn({ threadId, thread }: ThreadReply): void {
    const channelId = this.#store.state.threads[threadId]?.channelId;
    if (channelId !== undefined) this.#store.dispatch({ type: 'thread_learned', channelId, threadId, thread });
  }
}
