// Takes over what `early` has begun: the connection with all that has come on it, and answers that the page would ask for.

import { encodeCommand } from '../core/protocol/codec';
import type { Transport, TransportConstructor } from '../core/socket/transport';

/** What the first script of the page has begun. */
export interface Early {
  readonly socket: WebSocket;
  readonly token: string;
  /** What the server has sent, and nobody was given. */
  readonly frames: ArrayBuffer[];
  /** Path and query → what the server answers. */
  readonly answers: Record<string, Promise<Response>>;
  /** True once something in a conversation may have changed since the snapshot: its messages are to be asked for again. */
  changed: boolean;
  onFrame: (() => void) | null;
}

declare global {
  interface Window {
    /** `null` once the page has started. */
    orvaleChatEarly?: Early | null;
  }
}

/** How the session opens its connection and makes its requests. */
interface Begun {
  webSocket: TransportConstructor;
  fetch: typeof globalThis.fetch;
}

const OPEN = 1;
/** The reference of a connection's first command. */
const FIRST = 1;

/** `null` where nothing was begun. */
export function takeEarly(): Begun | null {
  const early = window.orvaleChatEarly;
  // The first script may run later than this: nobody would take what it begins then.
  window.orvaleChatEarly = null;
  if (early === undefined || early === null) return null;
  let first: Early | null = early;
  function open(url: string, protocol: string): Transport {
    const taken = first;
    first = null;
    return taken === null || taken.socket.readyState > OPEN ? (new WebSocket(url, protocol) as unknown as Transport) : new EarlyTransport(taken);
  }
  return { webSocket: open as unknown as TransportConstructor, fetch: (input, init) => answered(early, input, init) };
}

async function answered(early: Early, input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const url = new URL(String(input), window.location.origin);
  const path = `${url.pathname}${url.search}`;
  const answer = early.answers[path];
  const asked = new Headers(init.headers).get('authorization');
  if (answer === undefined || (init.method ?? 'GET') !== 'GET' || asked !== `Bearer ${early.token}`) return fetch(input, init);
  // Once: what is asked for again is wanted as it is now.
  delete early.answers[path];
  const isCurrent = !path.includes('/messages') || !early.changed;
  const response = isCurrent ? await answer.catch(() => null) : null;
  return response?.ok === true ? response : fetch(input, init);
}

/** The connection that was opened early: first what has come on it, and the login as the server answered it. */
class EarlyTransport implements Transport {
  onopen: Transport['onopen'] = null;
  onclose: Transport['onclose'] = null;
  onerror: Transport['onerror'] = null;
  #onmessage: Transport['onmessage'] = null;
  #greeted = false;
  #loggedIn = false;

  constructor(private readonly early: Early) {
    early.onFrame = () => this.#give();
    early.socket.addEventListener('close', (event) => this.onclose?.(event));
  }

  get binaryType(): string {
    return this.early.socket.binaryType;
  }

  set binaryType(_type: string) {
    // It is of bytes from the beginning.
  }

  get readyState(): number {
    return this.early.socket.readyState;
  }

  get onmessage(): Transport['onmessage'] {
    return this.#onmessage;
  }

  set onmessage(listener: Transport['onmessage']) {
    this.#onmessage = listener;
    queueMicrotask(() => this.#give());
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    const { socket, token } = this.early;
    const login = encodeCommand(FIRST, 'authenticate', { token });
    // A ping or a pong is a shorter array than a command; the only command before the login is the login.
    if (this.#loggedIn || bytes[0] !== login[0]) {
      socket.send(bytes);
      return;
    }
    this.#loggedIn = bytes.length === login.length && bytes.every((byte, index) => byte === login[index]);
    // Of somebody else who has logged in meanwhile: another connection.
    if (this.#loggedIn) queueMicrotask(() => this.#give());
    else socket.close();
  }

  close(code?: number, reason?: string): void {
    this.early.socket.close(code, reason);
  }

  /** Until the session asks to log in, it is given nothing but the hello. */
  #give(): void {
    const { frames } = this.early;
    while (this.#onmessage !== null && (this.#loggedIn || !this.#greeted)) {
      const data = frames.shift();
      if (data === undefined) return;
      this.#greeted = true;
      this.#onmessage({ data });
    }
  }
}
