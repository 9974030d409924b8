// One user's session: its connection, its state, and what it takes to read.

import type { ChannelEvent, ServerEvent } from '../protocol/events';
import type { ChannelView, Message, MessageReply, Resume, SetChannelPreferences, Snapshot } from '../protocol/generated';
import type { RestReader } from '../rest/reader';
import { ChatSocket, type Phase } from '../socket/socket';
import { socketAddress, type TransportConstructor } from '../socket/transport';
import { placeOf } from '../store/slices/streams';
import type { LiveStore } from '../store/state';
import { Directory } from './directory';
import { Reading } from './reading';
import type { Sending } from './sending';
import { peopleIn, Timelines } from './timelines';

export interface LiveOptions {
  /** Where the server is, e.g. `https://chat.example.com`. */
  server: string;
  /** Where the login comes from; `null` ends the session as `bad_token`. */
  token(): Promise<string | null>;
  /** For runtimes without a WebSocket of their own (Node 20): the class of the package `ws`. */
  webSocket?: TransportConstructor;
}

const TYPING_SWEEP_MS = 1000;

/** The part of a session that every view of conversations needs; `ChatSession` adds the rest. */
export class LiveSession<Rest extends RestReader = RestReader> {
  readonly store: LiveStore;
  readonly rest: Rest;
  readonly timelines: Timelines;
  readonly directory: Directory;
  readonly reading: Reading;
  protected readonly socket: ChatSocket;
  /** What sends messages, once `sendThrough` has brought it. */
  sending: Sending | null = null;
  readonly #listeners = new Set<(event: ServerEvent) => void>();
  /** The position after which an event was missing when the connection was last closed because of a gap. */
  #gap = '';
  /** True if resuming did not fill the gap, so that the next login requests a new snapshot. */
  #stuck = false;
  #sweeper: ReturnType<typeof setInterval> | undefined;

  constructor(options: LiveOptions, rest: Rest, store: LiveStore) {
    this.store = store;
    this.rest = rest;
    this.socket = new ChatSocket({
      url: socketAddress(options.server),
      token: options.token,
      resumePoint: () => this.#resume(),
      onPhase: (phase) => this.#entered(phase),
      onHello: (hello) => this.store.dispatch({ type: 'hello_received', hello }),
      onSnapshot: (snapshot) => this.#received(snapshot),
      onEvent: (event) => this.#happened(event),
      ...(options.webSocket && { webSocket: options.webSocket }),
    });
    this.directory = new Directory(this.store, this.rest);
    this.timelines = new Timelines(this.store, this.rest, this.directory);
    this.reading = new Reading(this.store, this.socket);
  }

  /** Brings what sends messages. Everything can be read before. */
  sendThrough(make: (socket: ChatSocket, written: (reply: MessageReply) => Message) => Sending): void {
    const { phase, me } = this.store.state;
    this.sending = make(this.socket, (reply) => this.written(reply));
    this.sending.setOnline(phase.name === 'online');
    if (me !== null) this.sending.load(me.username);
  }

  /** Connects with the stored login and stays connected. */
  start(): void {
    this.#sweeper ??= setInterval(() => this.store.dispatch({ type: 'typing_expired', at: Date.now() }), TYPING_SWEEP_MS);
    this.socket.open();
  }

  /** Disconnects. The state stays, and `start` resumes from it. */
  stop(): void {
    this.reading.flush();
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
    this.socket.close();
  }

  /** Tries to connect now, e.g. because the network is back. */
  retryNow(): void {
    this.socket.retryNow();
  }

  /** Checks whether the connection is still alive, e.g. because the network seems to be down. */
  probe(): void {
    this.socket.probe();
  }

  /** Changes the user's preferences for a conversation; omitted ones stay. The change arrives as an event. */
  async prefer(channelId: number, change: Omit<SetChannelPreferences, 'channelId'>): Promise<void> {
    await this.socket.request('set_channel_preferences', { channelId, ...change });
  }

  /** Adds a reaction, or removes the user's own. */
  async react(message: Message, emoji: string): Promise<void> {
    const me = this.store.state.me?.username ?? '';
    const given = message.reactions.some(
      (reaction) => reaction.emoji === emoji && reaction.users.includes(me),
    );
    const command = given ? 'remove_reaction' : 'add_reaction';
    await this.socket.request(command, { messageId: message.id, emoji });
  }

  /** Calls `listener` once with every event, after it was applied to the state. Returns a function that unsubscribes. */
  listen(listener: (event: ServerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns the message as the server stored it. */
  protected written({ message }: MessageReply): Message {
    return message;
  }

  #resume(): Resume | undefined {
    const { me, positions, userSeq } = this.store.state;
    return me === null || this.#stuck ? undefined : { channels: { ...positions }, user: userSeq };
  }

  #entered(phase: Phase): void {
    this.store.dispatch({ type: 'phase_changed', phase, at: Date.now() });
    this.sending?.setOnline(phase.name === 'online');
    if (phase.name === 'online') this.reading.flush();
  }

  #received(snapshot: Snapshot): void {
    this.#stuck = false;
    this.store.dispatch({ type: 'snapshot_received', snapshot, at: Date.now() });
    this.directory.forget();
    this.directory.need(snapshot.channels.flatMap((channel) => channel.members));
    this.directory.need(Object.keys(snapshot.presence));
    this.sending?.load(snapshot.user.username);
  }

  #happened(event: ServerEvent): void {
    const place = placeOf(this.store.state, event);
    // Only a channel's stream can show one.
    if (place === 'gap') this.#missed(event as ChannelEvent);
    if (place !== 'next') return;
    this.store.dispatch({ type: 'event_received', event, at: Date.now() });
    if (event.name === 'message_received') {
      this.directory.need(peopleIn(event.data.message));
      if (mentionsInSilence(this.store.state.channels[event.data.channelId], event.data.message)) this.reading.recount(event.data.channelId);
    }
    if (event.name === 'channel_joined') this.directory.need(event.data.channel?.members ?? []);
    if (event.name === 'read_updated') this.reading.reapplyPending(event.data.channelId);
    if (event.name === 'message_updated' || event.name === 'message_deleted') {
      this.reading.recount(event.data.channelId);
    }
    if (event.name === 'user_typing') this.directory.need([event.data.user]);
    for (const listener of this.#listeners) listener(event);
  }

  #missed({ data: { channelId } }: ChannelEvent): void {
    const gap = `${channelId}:${this.store.state.positions[channelId]}`;
    this.#stuck = gap === this.#gap;
    this.#gap = gap;
    this.socket.reconnect();
  }
}

/** Whether a message may mention the user where no notification tells of it: only the server knows who is in a group. */
function mentionsInSilence(channel: ChannelView | undefined, { mentions }: Message): boolean {
  return mentions.length > 0 && (channel?.muted === true || channel?.notify === 'none');
}
