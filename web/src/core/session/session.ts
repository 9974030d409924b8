// The client as a whole: one user's session, its connection and its state. No view knows the parts.

import { Drafts, runtimeStorage, type TextStorage } from '../drafts/drafts';
import { Outbox } from '../outbox/outbox';
import { IndexedDbStorage, MemoryStorage, type OutboxStorage } from '../outbox/storage';
import type { ServerEvent } from '../protocol/events';
import type { ChannelView, Message, Person, PresenceStatus, Resume, Snapshot } from '../protocol/generated';
import { RestClient } from '../rest/client';
import { ChatSocket, type Phase } from '../socket/socket';
import { socketAddress, type TransportConstructor } from '../socket/transport';
import { placeOf } from '../store/order';
import { Store } from '../store/store';
import { Credentials } from './credentials';
import { Directory } from './directory';
import { Reading } from './reading';
import { Timelines } from './timelines';
import { Typing } from './typing';

export interface SessionOptions {
  /** Where the server is, e.g. `https://chat.example.com`. */
  server: string;
  /** Where the login comes from; by default it is kept in `localStorage` as `authToken`. */
  token?(): Promise<string | null> | string | null;
  /** For runtimes without a WebSocket of their own (Node 20): the class of the package `ws`. */
  webSocket?: TransportConstructor;
  fetch?: typeof globalThis.fetch;
  outboxStorage?: OutboxStorage;
  textStorage?: TextStorage | null;
  /** Told once, when unsent messages would not survive this page. */
  onStorageRefused?(): void;
}

const TYPING_SWEEP_MS = 1000;

export class ChatSession {
  readonly store = new Store();
  readonly credentials: Credentials;
  readonly drafts: Drafts;
  readonly rest: RestClient;
  readonly timelines: Timelines;
  readonly directory: Directory;
  readonly reading: Reading;
  readonly typing: Typing;
  readonly #socket: ChatSocket;
  readonly #outbox: Outbox;
  #sweeper: ReturnType<typeof setInterval> | undefined;

  constructor(options: SessionOptions) {
    const textStorage = options.textStorage === undefined ? runtimeStorage() : options.textStorage;
    this.credentials = new Credentials(textStorage);
    this.drafts = new Drafts(textStorage);
    const token = async (): Promise<string | null> =>
      options.token === undefined ? this.credentials.token : options.token();
    this.rest = new RestClient({
      server: options.server,
      token,
      ...(options.fetch && { fetch: options.fetch }),
    });
    this.#socket = new ChatSocket({
      url: socketAddress(options.server),
      token,
      resumePoint: () => this.#resume(),
      onPhase: (phase) => this.#entered(phase),
      onHello: ({ limits }) => this.store.dispatch({ type: 'limits_received', limits }),
      onSnapshot: (snapshot) => this.#received(snapshot),
      onEvent: (event) => this.#happened(event),
      ...(options.webSocket && { webSocket: options.webSocket }),
    });
    this.#outbox = new Outbox({
      storage: options.outboxStorage ?? defaultStorage(),
      send: async ({ channelId, clientId, text, replyToId }) => {
        const reply = await this.#socket.request('send_message', {
          channelId,
          clientId,
          message: text,
          ...(replyToId !== null && { replyToId }),
        });
        return reply.message;
      },
      onChange: (outgoing) => this.store.dispatch({ type: 'outgoing_changed', outgoing }),
      onKept: (message) => this.store.dispatch({ type: 'message_kept', message }),
      onStorageRefused: () => options.onStorageRefused?.(),
    });
    this.timelines = new Timelines(this.store, this.rest);
    this.directory = new Directory(this.store, this.rest);
    this.reading = new Reading(this.store, this.#socket);
    this.typing = new Typing(this.#socket);
  }

  /** Connects with the kept login and stays connected. */
  start(): void {
    this.#sweeper ??= setInterval(() => this.#sweepTyping(), TYPING_SWEEP_MS);
    this.#socket.open();
  }

  /** Disconnects. The state stays, and `start` resumes from it. */
  stop(): void {
    this.reading.flush();
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
    this.#socket.close();
  }

  /** Tries to connect now, e.g. because the network is back. */
  retryNow(): void {
    this.#socket.retryNow();
  }

  /** Logs in, keeps the login and connects. Rejects with a `ChatError`. */
  async login(username: string, password: string): Promise<Person> {
    const { token, user } = await this.rest.login(username, password);
    if (this.store.state.me?.username !== user.username) this.#clear();
    this.credentials.keep(token);
    this.start();
    return user;
  }

  /** Ends the login here, or on every device. Local state goes even if the server is away. */
  async logout(everywhere: boolean): Promise<void> {
    try {
      await this.rest.logout(everywhere);
    } finally {
      this.credentials.forget();
      this.stop();
      this.#clear();
    }
  }

  /** Sends a message now or as soon as possible; see `state.outgoing` for its fate. */
  send(channelId: number, text: string, replyToId: number | null = null): Promise<void> {
    this.typing.sent();
    const createdAt = Date.now() + this.store.state.clockOffsetMs;
    return this.#outbox.add({ channelId, text, replyToId, createdAt });
  }

  /** Sends a refused message once more. */
  retry(clientId: string): Promise<void> {
    return this.#outbox.retry(clientId);
  }

  /** Gives an unsent message up. */
  discard(clientId: string): Promise<void> {
    return this.#outbox.discard(clientId);
  }

  async edit(messageId: number, text: string): Promise<void> {
    const { message } = await this.#socket.request('edit_message', { messageId, message: text });
    this.store.dispatch({ type: 'message_kept', message });
  }

  /** Deletes a message; its tombstone arrives as an event. */
  async remove(messageId: number): Promise<void> {
    await this.#socket.request('delete_message', { messageId });
  }

  /** Gives a reaction, or takes the user's own one back. */
  async react(message: Message, emoji: string): Promise<void> {
    const me = this.store.state.me?.username ?? '';
    const given = message.reactions.some(
      (reaction) => reaction.emoji === emoji && reaction.users.includes(me),
    );
    const command = given ? 'remove_reaction' : 'add_reaction';
    await this.#socket.request(command, { messageId: message.id, emoji });
  }

  async setPresence(status: PresenceStatus, statusMessage: string): Promise<void> {
    const presence = await this.#socket.request('update_presence', { status, statusMessage });
    const me = this.store.state.me?.username;
    if (me !== undefined) this.store.dispatch({ type: 'presence_learned', presence: { [me]: presence } });
  }

  async join(channelId: number): Promise<ChannelView> {
    const { channel } = await this.#socket.request('join_channel', { channelId });
    this.store.dispatch({ type: 'channel_learned', channel });
    await this.timelines.latest(channelId);
    return channel;
  }

  async leave(channelId: number): Promise<void> {
    await this.#socket.request('leave_channel', { channelId });
    this.store.dispatch({ type: 'channel_forgotten', channelId });
  }

  /** Opens the conversation of exactly these people. */
  async openDirect(usernames: readonly string[]): Promise<ChannelView> {
    const channel = await this.rest.openDirect(usernames);
    this.store.dispatch({ type: 'channel_learned', channel });
    this.directory.need(channel.members);
    return channel;
  }

  /** Fetches a channel anew: its settings, members' count and where the user stands in it. */
  async refreshChannel(channelId: number): Promise<ChannelView> {
    const channel = await this.rest.channel(channelId);
    this.store.dispatch({ type: 'channel_learned', channel });
    return channel;
  }

  #resume(): Resume | undefined {
    const { me, positions, userSeq } = this.store.state;
    return me === null ? undefined : { channels: { ...positions }, user: userSeq };
  }

  #entered(phase: Phase): void {
    this.store.dispatch({ type: 'phase_changed', phase, at: Date.now() });
    this.#outbox.setOnline(phase.name === 'online');
    if (phase.name === 'online') this.reading.flush();
  }

  #received(snapshot: Snapshot): void {
    this.store.dispatch({ type: 'snapshot_received', snapshot, at: Date.now() });
    this.directory.forget();
    this.directory.need(snapshot.channels.flatMap((channel) => channel.members));
    this.directory.need(Object.keys(snapshot.presence));
    void this.#outbox.load(snapshot.user.username);
  }

  #happened(event: ServerEvent): void {
    if (placeOf(this.store.state, event) === 'gap') {
      this.#socket.reconnect();
      return;
    }
    this.store.dispatch({ type: 'event_received', event, at: Date.now() });
    if (event.name === 'message_received') this.directory.need([event.data.message.userId]);
    if (event.name === 'channel_joined') this.directory.need(event.data.channel.members);
    if (event.name === 'user_typing') this.directory.need([event.data.user]);
  }

  #sweepTyping(): void {
    const { typing } = this.store.state;
    const now = Date.now();
    const expired = Object.values(typing).some((users) =>
      Object.values(users).some((until) => until <= now),
    );
    if (expired) this.store.dispatch({ type: 'typing_expired', at: now });
  }

  #clear(): void {
    this.#outbox.unload();
    this.store.dispatch({ type: 'signed_out' });
  }
}

function defaultStorage(): OutboxStorage {
  return globalThis.indexedDB === undefined ? new MemoryStorage() : new IndexedDbStorage();
}
