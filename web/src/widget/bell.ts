// The connection of a launcher and of the list of conversations. It rings when something concerns the
// user; the conversations are then fetched over REST, so the numbers are the server's own. It reads no
// more of a frame than its first bytes and needs no codec: an open conversation has the client core's
// socket instead.

import type { ChannelView } from '../core/protocol/generated';
import { backoffMs } from '../core/socket/backoff';
import { SUB_PROTOCOL } from '../core/socket/transport';
import { BAD_TOKEN, CONNECTING, LOST, ONLINE, REVOKED } from './lines';

const REPLY = 2;
const PING = 4;
/** By how the names of such events begin: messages, notifications, read positions, channels. */
const NEWS = /^.{0,2}(me|no|read|ch)/s;
/** What concerns the user in person shows soon; talk in channels only lights the dot. */
const PERSONAL = /^.{0,2}[nrc]|\xa6direct/s;
/** `incoming_call`, and whether it was accepted, declined or has ended. */
const CALL = /^.(in|call_[ade])/;
const SOON_MS = 300;
const LATER_MS = 8000;
/** How long a request may take, or a connection until its first frame. */
const TIMEOUT_MS = 20_000;
/** The server pings every 30 s: a connection that is silent for longer is dead. */
const SILENCE_MS = 75_000;

/** What has a bell: the element. */
export interface BellOwner {
  /** The server's origin. */
  readonly server: string;
  /** Called when the bell's `line` or `channels` has changed. */
  heard(channels: readonly ChannelView[] | null): void;
  /** Called with every frame about a call that rings, or does not any more. */
  rang(frame: Uint8Array): unknown;
}

export class Bell {
  /** `CONNECTING`, `ONLINE`, or a close code: after the last two of these only another login helps. */
  line = CONNECTING;
  /** The user's conversations, archived ones left out; `null` while they are unknown. */
  channels: ChannelView[] | null = null;
  /** The token in use; `null` for nobody, `undefined` while closed. */
  login: string | null | undefined;
  /**
   * Called with every frame of the server, and with its text but for the first two bytes. Whoever sets it
   * shows the conversations: then talk in channels is news as soon as anything else.
   */
  onFrame: ((frame: Uint8Array, text: string) => void) | null = null;
  #socket: WebSocket | null = null;
  #attempt = 0;
  /** How long the pending request for the conversations waits; without one, for ever. */
  #delay = Infinity;
  #ask: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly owner: BellOwner) {}

  /** Connects, and stays connected until `close`. Does nothing when that login is in use already. */
  open(token: string | null): void {
    if (token === this.login) return;
    this.close();
    this.login = token;
    if (token === null) this.#tell(BAD_TOKEN, null);
    else {
      this.#tell(CONNECTING);
      this.#connect(token);
    }
  }

  /** Disconnects; `open` connects again. */
  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.login = undefined;
    this.#delay = Infinity;
    clearTimeout(this.#retry);
    clearTimeout(this.#ask);
    socket?.close();
  }

  #connect(token: string): void {
    const socket = (this.#socket = new WebSocket(`${this.owner.server.replace('http', 'ws')}/api/chat/ws`, SUB_PROTOCOL));
    const lost = ({ code }: { code: number }): void => {
      if (socket !== this.#socket) return;
      this.close();
      this.login = token;
      // A bad token, or access that was revoked: only another login helps.
      if (code === BAD_TOKEN || code === REVOKED) this.#tell(code, null);
      else {
        this.#retry = setTimeout(() => this.#connect(token), backoffMs(this.#attempt++, Math.random()));
        this.#tell(code);
      }
    };
    const expect = (milliseconds: number): void => {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(lost, milliseconds, { code: LOST });
    };
    expect(TIMEOUT_MS);
    socket.binaryType = 'arraybuffer';
    socket.onclose = lost;
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      expect(SILENCE_MS);
      const frame = new Uint8Array(data);
      const text = new TextDecoder('latin1').decode(frame.subarray(2));
      this.onFrame?.(frame, text);
      if (CALL.test(text)) this.owner.rang(frame);
      if (frame[1] === PING) {
        // It has held for a while: one that is cut right after each login backs off.
        this.#attempt = 0;
        frame[1] = 5;
        socket.send(frame);
      } else if (frame[1] === REPLY) {
        this.#tell(ONLINE);
        this.#listIn(0);
      } else if (text.startsWith('\xa5hello')) socket.send(authenticate(token));
      else if (NEWS.test(text)) this.#listIn(this.onFrame || PERSONAL.test(text) ? SOON_MS : LATER_MS);
    };
  }

  #listIn(milliseconds: number): void {
    if (milliseconds >= this.#delay) return;
    this.#delay = milliseconds;
    clearTimeout(this.#ask);
    this.#ask = setTimeout(() => void this.#list(this.login), milliseconds);
  }

  async #list(token: string | null | undefined): Promise<void> {
    this.#delay = Infinity;
    try {
      const answer = await fetch(`${this.owner.server}/api/chat/channels`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { items } = (await answer.json()) as { items: ChannelView[] };
      if (token === this.login) this.#tell(this.line, items.filter((channel) => channel.active));
    } catch {
      // What is shown stays as it is meanwhile.
      if (token === this.login) this.#listIn(LATER_MS);
    }
  }

  #tell(line: number, channels = this.channels): void {
    this.line = line;
    this.channels = channels;
    this.owner.heard(channels);
  }
}

/** `[1, 1, "authenticate", {token}]`; a token is base64url and dots, one byte a character. */
function authenticate(token: string): Uint8Array<ArrayBuffer> {
  const text = `\x94\x01\x01\xacauthenticate\x81\xa5token\xda${String.fromCharCode(token.length >> 8, token.length & 255)}${token}`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
