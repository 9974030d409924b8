// What the user was notified of: listing and reading it, and keeping the number of unread entries true.

import type { ServerEvent } from '../protocol/events';
import type { Message, NotificationKind, Preferences, SetPreferences } from '../protocol/generated';
import type { RestClient } from '../rest/client';
import type { ListedNotification, NotificationPage } from '../rest/routes.generated';
import type { ChatSocket } from '../socket/socket';
import { UNREAD_CAP } from '../store/slices/channels';
import type { ChatStore } from '../store/state';
import { keywordHitOf } from '../store/slices/notifications';
import type { Directory } from './directory';
import { peopleIn } from './timelines';

/** What the centre lists. Messages of conversations whose every message notifies are in these conversations. */
export const CENTRE: readonly NotificationKind[] = ['mention', 'keyword', 'thread_reply', 'reaction', 'reminder', 'scheduled_failed', 'missed_call', 'ticket_assigned', 'ticket_created', 'ticket_status', 'ticket_priority', 'ticket_team', 'ticket_assignee', 'ticket_comment', 'ticket_due'];
const OF_TICKETS = CENTRE.filter((kind) => kind.startsWith('ticket_'));
/** Reading the message of one of these reads the notification. */
export const READ_WITH_MESSAGE: ReadonlySet<NotificationKind> = new Set<NotificationKind>(['mention', 'keyword', 'thread_reply', 'message']);

const PAGE_SIZE = 50;
/** How many one command may name. */
const MOST_NAMED = 200;
/** Long enough for one reader's several reports to be counted once. */
const SETTLED_MS = 200;

export class Notifications {
  readonly #store: ChatStore;
  readonly #socket: ChatSocket;
  readonly #rest: RestClient;
  readonly #directory: Directory;
  /** Position → whether the centre lists it: of notifications that arrived or were listed here. */
  readonly #known = new Map<number, boolean>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #login: ChatStore['state']['liveAfter'];

  constructor(store: ChatStore, socket: ChatSocket, rest: RestClient, directory: Directory, listen: (listener: (event: ServerEvent) => void) => void) {
    this.#store = store;
    this.#socket = socket;
    this.#rest = rest;
    this.#directory = directory;
    this.#login = store.state.liveAfter;
    store.subscribe(() => this.#looked());
    listen((event) => this.#happened(event));
    this.#begin();
  }

  /** What the user was notified of, the latest first; of these kinds. */
  async list(kinds: readonly NotificationKind[], cursor?: string): Promise<NotificationPage> {
    const page = await this.#rest.call('GET', '/api/chat/notifications', { kinds: kinds.join(','), limit: PAGE_SIZE, cursor });
    for (const { seq, kind } of page.items) this.#known.set(seq, CENTRE.includes(kind));
    this.#directory.need(page.items.flatMap(({ from, message }) => [...(from === undefined ? [] : [from]), ...(message == null ? [] : peopleIn(message))]));
    return page;
  }

  /** The message of a notification, as it is now. */
  message(messageId: number): Promise<Message> {
    return this.#rest.message(messageId);
  }

  /** Claims notifications for this tab, and returns those that no other tab or device of the user has claimed. */
  async claim(seqs: readonly number[]): Promise<Set<number>> {
    const claimed = new Set<number>();
    for (let from = 0; from < seqs.length; from += MOST_NAMED) {
      const reply = await this.#socket.request('claim_notifications', { seqs: seqs.slice(from, from + MOST_NAMED) });
      for (const seq of reply.seqs) claimed.add(seq);
    }
    return claimed;
  }

  /** Marks everything up to a position as read. */
  async readAll(seq: number): Promise<void> {
    await this.#socket.request('read_notifications', { seq });
    await this.#count();
  }

  /** Marks those as read that are not read with their messages. */
  async open(opened: readonly ListedNotification[]): Promise<void> {
    const seqs = opened.filter(({ kind, read }) => read !== true && !READ_WITH_MESSAGE.has(kind)).map(({ seq }) => seq);
    if (seqs.length === 0) return;
    for (let from = 0; from < seqs.length; from += MOST_NAMED) await this.#socket.request('read_notifications', { seqs: seqs.slice(from, from + MOST_NAMED) });
    await this.#count();
  }

  /** Marks what the user was notified of about a ticket as read; `number` is in capitals. */
  async readOfTicket(number: string): Promise<void> {
    const { items } = await this.list(OF_TICKETS);
    await this.open(items.filter(({ ticket }) => ticket?.toUpperCase() === number));
  }

  /** Marks the notification that a scheduled message was not sent as read. */
  async readOfScheduled(id: number): Promise<void> {
    const { items } = await this.list(['scheduled_failed']);
    await this.open(items.filter(({ scheduledId }) => scheduledId === id));
  }

  /** Marks everything that is unread anywhere as read: messages, threads and notifications. */
  async markAllRead(): Promise<void> {
    await this.#socket.request('mark_all_read', {});
  }

  /** Changes the user's own preferences; what is left out stays. */
  async prefer(change: SetPreferences): Promise<Preferences> {
    const preferences = await this.#socket.request('set_preferences', change);
    this.#store.dispatch({ type: 'preferences_learned', preferences });
    return preferences;
  }

  #begin(): void {
    if (this.#store.state.me === null) return;
    this.#recount();
    void this.#loadPreferences().then(() => this.#findKeywordHits());
  }

  /** Whoever has keywords learns which messages had one while they were away. */
  async #findKeywordHits(): Promise<void> {
    const { preferences, userSeq } = this.#store.state;
    if ((preferences?.keywords.length ?? 0) === 0) return;
    try {
      const { items } = await this.list(['keyword']);
      // What happened meanwhile may not be among them.
      if (this.#store.state.userSeq !== userSeq) await this.#findKeywordHits();
      else this.#store.dispatch({ type: 'keyword_hits_listed', hits: items.flatMap((item) => keywordHitOf(item) ?? []) });
    } catch {
      // The next login asks again.
    }
  }

  async #loadPreferences(): Promise<void> {
    const before = this.#store.state.preferences;
    try {
      const preferences = await this.#rest.call('GET', '/api/chat/preferences');
      // What arrived meanwhile is newer.
      if (this.#store.state.preferences === before) this.#store.dispatch({ type: 'preferences_learned', preferences });
    } catch {
      // The next login asks again.
    }
  }

  #looked(): void {
    const { liveAfter } = this.#store.state;
    if (this.#login === liveAfter) return;
    this.#login = liveAfter;
    this.#begin();
  }

  #happened(event: ServerEvent): void {
    if (event.name === 'notification') {
      const { kind, seq, from, read } = event.data;
      const listed = CENTRE.includes(kind);
      this.#known.set(seq, listed);
      this.#directory.need(from === undefined ? [] : [from]);
      // Reactions to one message are one: whether there is one already, the server knows.
      if (kind === 'reaction') this.#recount();
      else if (listed && read !== true) this.#counted(this.#store.state.unreadNotifications + 1);
    } else if (event.name === 'notifications_read' || event.name === 'notifications_removed') {
      if (event.data.seqs.some((seq) => this.#known.get(seq) !== false)) this.#recount();
    } else if (event.name === 'channel_left' || event.name === 'channel_joined') {
      this.#recount();
    }
  }

  #recount(): void {
    clearTimeout(this.#timer);
    // Without a connection the next login counts.
    this.#timer = setTimeout(() => void this.#count().catch(() => undefined), SETTLED_MS);
  }

  async #count(): Promise<void> {
    if (this.#store.state.me === null) return;
    const { userSeq } = this.#store.state;
    const { unreadCount } = await this.list(CENTRE);
    // Something arrived meanwhile: which of both is newer, nobody can tell.
    if (this.#store.state.userSeq !== userSeq) this.#recount();
    else this.#counted(unreadCount);
  }

  #counted(count: number): void {
    const unreadCount = Math.max(0, Math.min(UNREAD_CAP, count));
    if (unreadCount !== this.#store.state.unreadNotifications) this.#store.dispatch({ type: 'notifications_counted', unreadCount });
  }
}
