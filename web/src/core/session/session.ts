// The client as a whole: a live session with everything else that a user can do. No view knows the
// parts.

import { Drafts, runtimeStorage, type TextStorage } from '../drafts/drafts';
import { IndexedDbStorage, MemoryStorage, type OutboxStorage } from '../outbox/storage';
import { asChatError, type ErrorCode } from '../protocol/errors';
import type { ServerEvent } from '../protocol/events';
import type { ChannelView, Message, MessageReply, Person, PinnedMessage, UpdatePresence } from '../protocol/generated';
import { RestClient, type Page } from '../rest/client';
import type { PersonStatus } from '../rest/routes.generated';
import { channelKey } from '../store/conversation';
import { directWith, mayStartDirect } from '../store/directs';
import { CHAT, type ChatStore } from '../store/state';
import { Store } from '../store/store';
import { Activity } from './activity';
import type { Calls } from './calls';
import { Channels } from './channels';
import { Credentials } from './credentials';
import type { Notifications } from './notifications';
import { Quotes } from './quotes';
import { Sending } from './sending';
import type { Threads } from './threads';
import { peopleIn } from './timelines';
import { LiveSession, type LiveOptions } from './live';

/** `busy` is also what a proxy responds while the server is down. */
const UNREACHABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['offline', 'busy']);

export interface SessionOptions extends Omit<LiveOptions, 'token'> {
  outboxStorage?: OutboxStorage;
  /** Called once if unsent messages would be lost with this page. */
  onStorageRefused?(): void;
  textStorage?: TextStorage | null;
  /** Where the login is stored; by default in `localStorage` as `authToken`. */
  token?(): Promise<string | null> | string | null;
  fetch?: typeof globalThis.fetch;
}

/** As many events of calls are kept for whoever comes to show them. */
const MOST_EARLY = 100;

export class ChatSession extends LiveSession<RestClient> {
  declare readonly store: ChatStore;
  readonly credentials: Credentials;
  readonly drafts: Drafts;
  readonly activity: Activity;
  readonly channel: Channels;
  readonly quotes: Quotes;
  declare sending: Sending;
  /** The channels that the user joined in this client. To all others they were added by somebody. */
  readonly joinedHere = new Set<number>();
  /** What has happened to calls until somebody takes it; `null` from then on. */
  #earlyCalls: ServerEvent[] | null = [];
  #threads: Promise<Threads> | null = null;
  #notifications: Promise<Notifications> | null = null;
  #calls: Calls | null = null;
  readonly #unnotified = new Set<(reply: MessageReply) => void>();

  constructor(options: SessionOptions) {
    const { textStorage = runtimeStorage() } = options;
    const credentials = new Credentials(textStorage);
    const token = async (): Promise<string | null> =>
      options.token === undefined ? credentials.token : options.token();
    const { server, fetch, outboxStorage = defaultStorage() } = options;
    super({ ...options, token }, new RestClient({ server, token, ...(fetch && { fetch }) }), new Store(CHAT));
    this.sendThrough((socket, written) => new Sending(this.store, socket, written, { storage: outboxStorage, onStorageRefused: () => options.onStorageRefused?.() }));
    this.credentials = credentials;
    this.drafts = new Drafts(textStorage);
    this.activity = new Activity(this.socket);
    this.channel = new Channels(this.store, this.rest);
    this.quotes = new Quotes(this.store, this.rest, this.directory, (listener) => this.listen(listener));
    this.listen((event) => {
      if (event.name.includes('call')) this.#earlyCalls = this.#earlyCalls && [...this.#earlyCalls.slice(-MOST_EARLY), event];
    });
  }

  /** What has happened to calls so far, once: a call may ring before the parts that show it are fetched. */
  takeEarlyCalls(): readonly ServerEvent[] {
    const early = this.#earlyCalls ?? [];
    this.#earlyCalls = null;
    return early;
  }

  /** Whether a call has rung, and nobody has taken that yet. */
  get hasEarlyCall(): boolean {
    return this.#earlyCalls?.some(({ name }) => name === 'incoming_call') === true;
  }

  /** Rejects with a `ChatError` when the server cannot be reached. */
  async reachable(): Promise<void> {
    if (this.store.state.phase.name === 'online') return;
    try {
      await this.rest.whoAmI();
    } catch (thrown) {
      // Any other response comes from the chat server.
      if (UNREACHABLE.has(asChatError(thrown).code)) throw thrown;
    }
  }

  /** Logs in, keeps the login and connects. Rejects with a `ChatError`. */
  async login(username: string, password: string): Promise<Person> {
    const { token, user } = await this.rest.login(username, password);
    if (this.store.state.me?.username !== user.username) this.#clear();
    this.credentials.keep(token);
    this.start();
    return user;
  }

  /**
   * Logs out here at once, whether or not the server responds; or on every device. Only the server can do
   * the latter: if the request fails, this rejects and nothing changes.
   */
  async logout(everywhere: boolean): Promise<void> {
    const ended = this.rest.logout(everywhere);
    if (everywhere) await ended;
    else ended.catch(() => undefined);
    this.credentials.forget();
    this.stop();
    this.#clear();
  }

  /**
   * Applies a login or logout that happened in another tab of this browser. Returns true if another user,
   * or nobody, is now signed in, so that the page must no longer show what it showed.
   */
  async follow(): Promise<boolean> {
    const changed = await this.#isSomeoneElse();
    if (changed) {
      this.stop();
      this.#clear();
    }
    if (this.credentials.token !== null) this.start();
    return changed;
  }

  /** Following and reading threads, and the number of unread ones: fetched when it is first asked for. */
  threads(): Promise<Threads> {
    this.#threads ??= this.#loadThreads();
    return this.#threads;
  }

  /** What the user is notified of, and how: fetched when it is first asked for. */
  notifications(): Promise<Notifications> {
    this.#notifications ??= this.#loadNotifications();
    return this.#notifications;
  }

  /** Audio and video calls: fetched when they are first asked for. */
  async calls(): Promise<Calls> {
    const { Calls: Loaded } = await import('./calls');
    return (this.#calls ??= new Loaded(this.socket, this.rest, this.directory));
  }

  /** Edits a message; `confirmed` if the user knows how many people it notifies. */
  async edit(messageId: number, text: string, confirmed = false): Promise<void> {
    const message = this.written(await this.socket.request('edit_message', { messageId, message: text, ...(confirmed && { confirmed }) }));
    this.store.dispatch({ type: 'message_kept', message });
  }

  /** Deletes a message; its tombstone arrives as an event. */
  async remove(messageId: number): Promise<void> {
    await this.socket.request('delete_message', { messageId });
  }

  /** Marks everything from the message at `seq` on as unread. */
  async unreadFrom(channelId: number, seq: number): Promise<void> {
    this.reading.drop(channelId);
    const read = await this.socket.request('mark_read', { channelId, seq: seq - 1, unread: true });
    this.store.dispatch({ type: 'read_moved', read });
  }

  /** Pins a message for everyone in its channel; its mark arrives as an event. */
  async pin(messageId: number): Promise<void> {
    await this.socket.request('pin_message', { messageId });
  }

  async unpin(messageId: number): Promise<void> {
    await this.socket.request('unpin_message', { messageId });
  }

  /** The pinned messages of a channel, the newest pin first. */
  async pins(channelId: number): Promise<Page<PinnedMessage>> {
    const page = await this.rest.pins(channelId);
    this.directory.need(page.items.flatMap(({ message, pinnedBy }) => [pinnedBy, ...peopleIn(message)]));
    return page;
  }

  /** Changes the user's own status, status message, or both; what is omitted stays. */
  async setPresence(change: UpdatePresence): Promise<void> {
    const presence = await this.socket.request('update_presence', change);
    const me = this.store.state.me?.username;
    if (me !== undefined) this.store.dispatch({ type: 'presence_learned', presence: { [me]: presence } });
  }

  /** The presence of a user, also of one whom the server does not send unrequested, and where they are. */
  async presenceOf(username: string): Promise<PersonStatus> {
    return this.rest.presenceOf(username);
  }

  async join(channelId: number): Promise<ChannelView> {
    this.joinedHere.add(channelId);
    const { channel } = await this.socket.request('join_channel', { channelId });
    this.store.dispatch({ type: 'channel_learned', channel });
    await this.timelines.latest(channelKey(channelId));
    return channel;
  }

  async leave(channelId: number): Promise<void> {
    await this.socket.request('leave_channel', { channelId });
    this.store.dispatch({ type: 'channel_forgotten', channelId });
  }

  /** People whose name contains `query`. They are not added to the state. */
  people(query: string, cursor?: string): Promise<Page<Person>> {
    return this.rest.people(query, cursor);
  }

  /** Adds the people found by a search to the state. A search that fails adds nobody. */
  async findPeople(query: string): Promise<void> {
    try {
      const page = await this.rest.people(query);
      this.store.dispatch({ type: 'people_learned', people: page.items });
    } catch {
      // The people already in the state can still be chosen.
    }
  }

  /** Opens the conversation with exactly these people. */
  async openDirect(usernames: readonly string[]): Promise<ChannelView> {
    const { state } = this.store;
    // Who may start none may go on with one; the server refuses both.
    const known = mayStartDirect(state) || usernames.length !== 1 ? undefined : directWith(state, usernames[0] ?? '');
    if (known !== undefined) return known;
    const channel = await this.rest.openDirect(usernames);
    this.store.dispatch({ type: 'channel_learned', channel });
    this.directory.need(channel.members);
    return channel;
  }

  /** Calls `listener` when a message of the user mentions people whom the server does not notify. */
  listenUnnotified(listener: (reply: MessageReply) => void): () => void {
    this.#unnotified.add(listener);
    return () => this.#unnotified.delete(listener);
  }

  protected override written(reply: MessageReply): Message {
    if (reply.mentionsDropped || reply.mentionsOutside) for (const listener of this.#unnotified) listener(reply);
    return super.written(reply);
  }

  async #loadThreads(): Promise<Threads> {
    try {
      const { Threads: Loaded } = await import('./threads');
      return new Loaded(this.store, this.socket, this.rest, this.directory, (listener) => this.listen(listener));
    } catch (thrown) {
      // It is fetched again when it is next asked for.
      this.#threads = null;
      throw thrown;
    }
  }

  async #loadNotifications(): Promise<Notifications> {
    try {
      const { Notifications: Loaded } = await import('./notifications');
      return new Loaded(this.store, this.socket, this.rest, this.directory, (listener) => this.listen(listener));
    } catch (thrown) {
      this.#notifications = null;
      throw thrown;
    }
  }

  async #isSomeoneElse(): Promise<boolean> {
    const { me } = this.store.state;
    if (this.credentials.token === null) return true;
    try {
      return me !== null && (await this.rest.whoAmI()).user.username !== me.username;
    } catch {
      // Unknown while the server cannot be reached: the next connection uses the new login, or ends.
      return false;
    }
  }

  #clear(): void {
    this.sending.load(null);
    this.reading.forget();
    this.store.dispatch({ type: 'signed_out' });
  }
}

function defaultStorage(): OutboxStorage {
  try {
    if (globalThis.indexedDB === undefined) return new MemoryStorage();
  } catch {
    // Some browsers throw on the name alone. Each use of the storage then fails with an error.
  }
  return new IndexedDbStorage();
}
