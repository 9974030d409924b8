// What is known of threads: how many replies each has, and which ones hold unread ones. Asks over REST, so
// that the list of conversations needs no session for it.

import type { ServerEvent } from '../../core/protocol/events';
import type { Message, Thread } from '../../core/protocol/generated';
import type { RestReader } from '../../core/rest/reader';
import type { FollowedThread } from '../../core/rest/routes.generated';
import { wordsOf } from './words';

/** News come in bursts: the server is asked once they are over. */
const SETTLED_MS = 500;
/** So many are listed; those with unread replies come first. */
const MOST = 20;

type Notifications = typeof import('../notifications/notifications');

export class ThreadBook {
  /** Those with unread replies. */
  unread: readonly FollowedThread[] = [];
  readonly words;
  readonly #threads = new Map<number, Thread>();
  /** The messages that threads begin with, as far as they were asked for; `null` for one that is not to be had. */
  readonly #roots = new Map<number, Message | null | undefined>();
  /** Up to which reply each is read here. */
  readonly #read = new Map<number, number>();
  /** What the user was notified of, which is news whenever threads are; it comes with a part of its own. */
  notifications: { part: Notifications; book: InstanceType<Notifications['NotificationBook']> } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly rest: RestReader,
    private readonly language: string | undefined,
    private readonly onChange: () => void,
  ) {
    this.words = wordsOf(language);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** What is known of the thread of a message: whatever counts the later reply. */
  of({ id, thread }: Pick<Message, 'id' | 'thread'>): Thread | undefined {
    const heard = this.#threads.get(id);
    return heard === undefined || (thread?.lastReplySeq ?? 0) > (heard.lastReplySeq ?? 0) ? thread : heard;
  }

  /** The message that a thread began with, once it is there. */
  root(threadId: number, shown: readonly Message[]): Message | null | undefined {
    const found = shown.find(({ id }) => id === threadId) ?? this.#roots.get(threadId);
    if (!this.#roots.has(threadId) && found === undefined) void this.#ask(threadId);
    return found ?? this.unread.find((item) => item.threadId === threadId)?.message ?? found;
  }

  /** Asks soon which threads hold unread replies. */
  recount(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#list();
      void this.#listNotifications();
    }, SETTLED_MS);
  }

  hear(event: ServerEvent): void {
    const { name, data } = event;
    if (name === 'thread_updated') this.#learn(data.threadId, data.thread);
    const reply = name === 'message_received' && data.message.threadId !== undefined;
    if (reply || name.startsWith('notification') || name === 'thread_updated' || name === 'threads_read' || name === 'channel_left') this.recount();
  }

  /** Marks a thread read up to a reply. */
  read(threadId: number, seq: number): void {
    if (seq <= (this.#read.get(threadId) ?? 0)) return;
    this.#read.set(threadId, seq);
    const body = JSON.stringify({ seq });
    const asked = this.rest.request(`/api/chat/threads/${threadId}/read`, {}, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    asked.then(
      ({ thread }) => this.#learn(threadId, thread),
      // Told again when the reply is seen again.
      () => this.#read.delete(threadId),
    );
  }

  #learn(threadId: number, thread: Thread): void {
    this.#threads.set(threadId, thread);
    this.unread = this.unread.map((item) => (item.threadId === threadId ? { ...item, thread } : item)).filter(({ thread: { unreadCount } }) => unreadCount > 0);
    this.onChange();
  }

  async #ask(threadId: number): Promise<void> {
    this.#roots.set(threadId, undefined);
    this.#roots.set(threadId, await this.rest.request(`/api/chat/messages/${threadId}`).catch(() => null));
    this.onChange();
  }

  async #list(): Promise<void> {
    const inbox = await this.rest.request('/api/chat/threads', { limit: MOST }).catch(() => null);
    // What is shown stays as it is until the next news.
    if (inbox === null) return;
    for (const { threadId, thread } of inbox.items) this.#threads.set(threadId, thread);
    this.unread = inbox.items.filter(({ thread: { following, unreadCount } }) => following && unreadCount > 0);
    this.onChange();
  }

  async #listNotifications(): Promise<void> {
    if (this.notifications === null) {
      const part = await import('../notifications/notifications').catch(() => null);
      // The list of conversations is of use without them; the next news ask again.
      if (part === null) return;
      this.notifications ??= { part, book: new part.NotificationBook(this.rest, this.language, this.onChange) };
    }
    await this.notifications.book.list();
  }
}
