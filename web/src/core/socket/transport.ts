// The part of a WebSocket that the client uses, so that Node's `ws` and tests fit in as well.

/** One open or opening connection. */
export interface Transport {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** Opens connections: the browser's `WebSocket`, or `ws` in Node. */
export type TransportConstructor = new (url: string, protocol: string) => Transport;

/** The name under which both sides speak version 1. */
export const SUB_PROTOCOL = 'orvale.chat.v1.msgpack';

/** The address of the socket on a server: `https://host` becomes `wss://host/api/chat/ws`. */
export function socketAddress(server: string): string {
  const url = new URL('/api/chat/ws', server);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
