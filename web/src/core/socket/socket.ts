// One logical connection: logs in, answers pings, detects a dead connection, and reconnects by itself.

import { decodeFrame, encodeCommand, encodePing, encodePong } from '../protocol/codec';
import type { CommandData, CommandName, CommandReply } from '../protocol/commands';
import { asChatError, ChatError, CLOSE } from '../protocol/errors';
import type { Events, ServerEvent } from '../protocol/events';
import type { Resume, Snapshot } from '../protocol/generated';
import { backoffMs } from './backoff';
import { Requests } from './requests';
import { SUB_PROTOCOL, type Transport, type TransportConstructor } from './transport';

/** Why a connection is not reopened. */
export type EndReason = 'closed' | 'bad_token' | 'revoked';

/** The state of the connection. */
export type Phase =
  | { name: 'idle' }
  | { name: 'connecting'; attempt: number }
  | { name: 'online' }
  | { name: 'waiting'; attempt: number; retryInMs: number }
  /** With what the server said of it, in English. */
  | { name: 'ended'; reason: EndReason; said?: string | undefined };

/** What a socket needs from its owner. */
export interface SocketOptions {
  url: string;
  /** The credential to log in with; `null` ends the connection as `bad_token`. */
  token(): Promise<string | null>;
  /** The positions received so far; `undefined` requests a new snapshot. */
  resumePoint(): Resume | undefined;
  onPhase(phase: Phase): void;
  onHello(hello: Events['hello']): void;
  onSnapshot(snapshot: Snapshot): void;
  onEvent(event: ServerEvent): void;
  webSocket?: TransportConstructor;
}

const OPEN = 1;
const NORMAL_CLOSURE = 1000;
const DEFAULT_HEARTBEAT_MS = 25_000;
/** How long a connection may take from its start to the snapshot. */
const LOGIN_TIMEOUT_MS = 15_000;
/** How long the reply to a ping may take. Closing a connection too early costs only a resume. */
const PROBE_MS = 6000;
/** How long a command may wait for its reply. */
const REPLY_TIMEOUT_MS = 15_000;

export class ChatSocket {
  readonly #options: SocketOptions;
  readonly #requests: Requests;
  #transport: Transport | null = null;
  #phase: Phase = { name: 'idle' };
  #attempt = 0;
  /** The resume point of the latest login. */
  #resumedFrom = '';
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #heartbeatTimer: ReturnType<typeof setInterval> | undefined;
  #loginTimer: ReturnType<typeof setTimeout> | undefined;
  #heartbeatMs = DEFAULT_HEARTBEAT_MS;
  #lastHeard = 0;
  /** What the server has said of an end that comes. */
  #said: string | undefined;
  /** The snapshot while more parts of it are expected. */
  #incomplete: Snapshot | null = null;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#requests = new Requests(REPLY_TIMEOUT_MS, () => this.probe());
  }

  /** Connects, and stays connected until `close` or until the server ends the session. */
  open(): void {
    if (this.#transport !== null) return;
    clearTimeout(this.#retryTimer);
    this.#enter({ name: 'connecting', attempt: this.#attempt });
    const Constructor = this.#options.webSocket ?? (WebSocket as unknown as TransportConstructor);
    const transport = new Constructor(this.#options.url, SUB_PROTOCOL);
    transport.binaryType = 'arraybuffer';
    this.#transport = transport;
    this.#lastHeard = Date.now();
    this.#loginTimer = setTimeout(() => this.#drop(transport), LOGIN_TIMEOUT_MS);
    transport.onmessage = (message) => this.#receive(transport, message.data);
    // An error is always followed by a close, which has the reason.
    transport.onerror = () => undefined;
    transport.onclose = (event) => this.#closed(transport, event.code);
  }

  /** Ends the connection for good. */
  close(): void {
    this.#end('closed');
  }

  /** Tries again now instead of waiting out the back-off, e.g. when the network is back. */
  retryNow(): void {
    if (this.#phase.name === 'waiting') this.open();
  }

  /** Asks for a sign of life, and gives the line up when none comes: e.g. when the network may be gone. */
  probe(): void {
    const transport = this.#transport;
    const askedAt = Date.now();
    if (transport?.readyState !== OPEN) return;
    transport.send(encodePing());
    setTimeout(() => {
      if (this.#lastHeard < askedAt) this.#drop(transport);
    }, PROBE_MS);
  }

  /** Throws the line away and resumes on a fresh one: something was missed on this one. */
  reconnect(): void {
    if (this.#transport !== null) this.#drop(this.#transport);
  }

  /** Sends a command and gives its reply. Rejects with a `ChatError`. */
  async request<N extends CommandName>(name: N, data: CommandData<N>): Promise<CommandReply<N>> {
    const transport = this.#transport;
    if (this.#phase.name !== 'online' || transport?.readyState !== OPEN) {
      throw new ChatError('offline', 'the connection was lost');
    }
    const { reference, reply } = this.#requests.open();
    transport.send(encodeCommand(reference, name, data));
    return (await reply) as CommandReply<N>;
  }

  #receive(transport: Transport, data: unknown): void {
    if (transport !== this.#transport) return;
    this.#lastHeard = Date.now();
    if (!(data instanceof ArrayBuffer) && !(data instanceof Uint8Array)) return;
    let frame;
    try {
      frame = decodeFrame(data);
    } catch {
      // What cannot be read may have been an event: only a resume makes the state whole again.
      this.#drop(transport);
      return;
    }
    switch (frame.kind) {
      case 'event':
        this.#event(transport, frame.event);
        break;
      case 'reply':
        this.#requests.settle(frame.reference, frame.data);
        break;
      case 'error':
        if (frame.reference !== null) this.#requests.fail(frame.reference, frame.error);
        // Why access has ended, before the line is closed for it.
        else this.#said = frame.error.message;
        break;
      case 'ping':
        transport.send(encodePong(frame.nonce));
        break;
      case 'pong':
        break;
    }
  }

  #event(transport: Transport, event: ServerEvent): void {
    if (event.name === 'snapshot_part') {
      const known = this.#incomplete;
      const { channels = [], presence } = event.data;
      if (known !== null) {
        this.#complete({
          ...known,
          channels: known.channels.concat(channels),
          presence: { ...known.presence, ...presence },
          parts: known.parts - 1,
        });
      }
      return;
    }
    if (event.name !== 'hello') {
      this.#options.onEvent(event);
      return;
    }
    this.#heartbeatMs = event.data.heartbeatMs > 0 ? event.data.heartbeatMs : DEFAULT_HEARTBEAT_MS;
    this.#options.onHello(event.data);
    void this.#login(transport);
  }

  async #login(transport: Transport): Promise<void> {
    let token: string | null;
    try {
      token = await this.#options.token();
    } catch {
      this.#drop(transport);
      return;
    }
    if (transport !== this.#transport) return;
    if (token === null) {
      this.#end('bad_token');
      return;
    }
    const resume = this.#options.resumePoint();
    const from = JSON.stringify(resume ?? {});
    const { reference, reply } = this.#requests.open((data) => {
      if (transport !== this.#transport) return;
      // From where the last login began as well: it led nowhere, so the next attempt waits longer.
      if (from !== this.#resumedFrom) this.#attempt = 0;
      this.#resumedFrom = from;
      this.#complete(data as Snapshot);
    });
    transport.send(encodeCommand(reference, 'authenticate', { token, ...(resume && { resume }) }));
    try {
      await reply;
    } catch (thrown) {
      if (transport !== this.#transport) return;
      const { code, message } = asChatError(thrown);
      if (code === 'unauthenticated') this.#end('bad_token');
      else if (code === 'forbidden') this.#said = message;
      else this.#drop(transport);
    }
  }

  /** Goes on with a snapshot once none of its parts is missing. */
  #complete(snapshot: Snapshot): void {
    this.#incomplete = snapshot.parts > 0 ? snapshot : null;
    if (this.#incomplete === null) this.#loggedIn(snapshot);
  }

  #loggedIn(snapshot: Snapshot): void {
    clearTimeout(this.#loginTimer);
    this.#heartbeatTimer = setInterval(() => this.#beat(), this.#heartbeatMs);
    this.#options.onSnapshot(snapshot);
    this.#enter({ name: 'online' });
  }

  #beat(): void {
    // The line has held for a while.
    this.#attempt = 0;
    if (Date.now() - this.#lastHeard >= this.#heartbeatMs / 2) this.probe();
  }

  #closed(transport: Transport, code: number): void {
    if (transport !== this.#transport) return;
    // After these it must not reconnect by itself: the user must log in again.
    if (code === CLOSE.badToken) return this.#end('bad_token');
    if (code === CLOSE.accessRevoked) return this.#end('revoked');
    this.#forget();
    const retryInMs = backoffMs(this.#attempt, Math.random());
    this.#attempt += 1;
    this.#enter({ name: 'waiting', attempt: this.#attempt, retryInMs });
    this.#retryTimer = setTimeout(() => this.open(), retryInMs);
  }

  /** Gives a line up without waiting for the other side's close, which may never come. */
  #drop(transport: Transport): void {
    transport.close(NORMAL_CLOSURE);
    this.#closed(transport, NORMAL_CLOSURE);
  }

  #end(reason: EndReason): void {
    const transport = this.#transport;
    const said = this.#said;
    clearTimeout(this.#retryTimer);
    this.#forget();
    transport?.close(NORMAL_CLOSURE);
    this.#attempt = 0;
    this.#enter({ name: 'ended', reason, said });
  }

  #forget(): void {
    clearTimeout(this.#loginTimer);
    clearInterval(this.#heartbeatTimer);
    this.#transport = null;
    this.#incomplete = null;
    this.#said = undefined;
    this.#requests.failAll(new ChatError('offline', 'the connection was lost'));
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#options.onPhase(phase);
  }
}
