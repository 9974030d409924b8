// The line of a closed widget. It rings when something concerns the user; what is unread is then
// asked for over REST, so the numbers are the server's own. It reads no more of a frame than its
// first bytes and needs no codec: the open widget has the client core's socket instead.

import type { ChannelView } from '../core/protocol/generated';
import { backoffMs } from '../core/socket/backoff';
import { socketAddress, SUB_PROTOCOL } from '../core/socket/transport';

/** What a launcher shows. */
export interface Unread {
  /** Mentions and direct messages, the number in the badge. The page counts the same. */
  badge: number;
  /** True when anything at all is unread. */
  any: boolean;
}

const REPLY = 2;
const PING = 4;
const NEWS = /^.{0,2}(message_|notification|read_updated|channel_)/s;
/** What concerns the user in person shows soon; talk in channels only lights the dot. */
const PERSONAL = /^.{0,2}[nrc]|\xa6direct/s;
const SOON_MS = 300;
const LATER_MS = 8000;
/** The server pings every 30 s: a line that is silent for longer is dead. */
const SILENCE_MS = 75_000;

export class Bell {
  #socket: WebSocket | null = null;
  #login: string | null = null;
  #attempt = 0;
  #askedFor = Infinity;
  #ask: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly server: string,
    /** Told what is unread; `null` when nobody is logged in. */
    private readonly onUnread: (unread: Unread | null) => void,
  ) {}

  /** Connects, and stays connected until `close`. Does nothing when that login is in use already. */
  open(token: string | null): void {
    if (token === this.#login) return;
    this.close();
    this.#login = token;
    if (token === null) this.onUnread(null);
    else this.#connect(token);
  }

  /** Hangs up; `open` comes back. */
  close(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#ask);
    this.#askedFor = Infinity;
    this.#login = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #connect(token: string): void {
    const socket = new WebSocket(socketAddress(this.server), SUB_PROTOCOL);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#lost(socket, token, 0), SILENCE_MS);
      const frame = new Uint8Array(data);
      const text = new TextDecoder('latin1').decode(frame.subarray(2));
      if (frame[1] === PING) {
        // The line has held for a while: one that is cut right after each login backs off.
        this.#attempt = 0;
        frame[1] = 5;
        socket.send(frame);
      } else if (frame[1] === REPLY) this.#askIn(token, 0);
      else if (text.startsWith('\xa5hello')) socket.send(authenticate(token));
      else if (NEWS.test(text)) this.#askIn(token, PERSONAL.test(text) ? SOON_MS : LATER_MS);
    };
    socket.onclose = ({ code }) => this.#lost(socket, token, code);
  }

  #lost(socket: WebSocket, token: string, code: number): void {
    if (socket !== this.#socket) return;
    this.close();
    this.#login = token;
    // A bad token, or access that was revoked: only another login helps.
    if (code === 4003 || code === 4014) this.onUnread(null);
    else this.#retry = setTimeout(() => this.#connect(token), backoffMs(this.#attempt++, Math.random()));
  }

  #askIn(token: string, milliseconds: number): void {
    const time = Date.now() + milliseconds;
    if (time >= this.#askedFor) return;
    this.#askedFor = time;
    clearTimeout(this.#ask);
    this.#ask = setTimeout(() => {
      this.#askedFor = Infinity;
      // Unanswered, the badge stays as it is until the next ring.
      this.#count(token).catch(() => undefined);
    }, milliseconds);
  }

  async #count(token: string): Promise<void> {
    const answer = await fetch(`${this.server}/api/chat/channels`, { headers: { authorization: `Bearer ${token}` } });
    const { items } = (await answer.json()) as { items: ChannelView[] };
    if (token !== this.#login) return;
    const live = items.filter(({ active }) => active);
    this.onUnread({
      badge: live.reduce((sum, { type, unreadCount, mentionCount }) => sum + (type === 'direct' ? unreadCount : mentionCount), 0),
      any: live.some(({ unreadCount }) => unreadCount > 0),
    });
  }
}

/** `[1, 1, "authenticate", {token}]`; a token is base64url and dots, one byte a character. */
function authenticate(token: string): Uint8Array<ArrayBuffer> {
  const text = `\x94\x01\x01\xacauthenticate\x81\xa5token\xda${String.fromCharCode(token.length >> 8, token.length & 255)}${token}`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
