import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { encodeCommand } from '../core/protocol/codec';
import { TOKEN_KEY } from '../core/session/credentials';
import type { Transport } from '../core/socket/transport';
import { SUB_PROTOCOL, socketAddress } from '../core/socket/transport';
import { takeEarly } from './take-early';

class Socket extends EventTarget {
  static made: Socket[] = [];
  readyState = 1;
  binaryType = 'blob';
  readonly sent: Uint8Array[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    super();
    Socket.made.push(this);
  }

  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }

  close(): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code: 1000 }));
  }

  hears(frame: string): void {
    this.dispatchEvent(new MessageEvent('message', { data: new TextEncoder().encode(frame).buffer }));
  }
}

const asked: string[] = [];
let answer: () => Promise<Response>;

beforeEach(() => {
  vi.resetModules();
  asked.length = 0;
  Socket.made = [];
  answer = async () => new Response('early');
  window.localStorage.clear();
  window.history.replaceState(null, '', '/chat/c/12');
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(String(path));
    return answer();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  delete window.orvaleChatEarly;
});

/** Runs the first script of the page, and says what has come on its connection. */
async function begin(token: string | null, ...frames: string[]): Promise<Socket | undefined> {
  if (token !== null) window.localStorage.setItem(TOKEN_KEY, token);
  await import('./early');
  for (const frame of frames) Socket.made[0]?.hears(frame);
  return Socket.made[0];
}

const MESSAGES = '/api/chat/channels/12/messages?limit=50';
const open = (begun: NonNullable<ReturnType<typeof takeEarly>>): Transport => new begun.webSocket('ws://later', SUB_PROTOCOL);
const ask = async (begun: NonNullable<ReturnType<typeof takeEarly>>, path: string, token = 'good'): Promise<string> =>
  (await begun.fetch(new URL(path, window.location.origin), { headers: { authorization: `Bearer ${token}` } })).text();

it.each([20, 200, 600])('logs in as the session would, with a token of %i letters', async (length) => {
  const token = 'x'.repeat(length);
  const socket = await begin(token, 'hello');
  expect([socket?.url, socket?.protocol, socket?.binaryType]).toEqual([socketAddress(window.location.origin), SUB_PROTOCOL, 'arraybuffer']);
  const begun = takeEarly();
  const { decode } = await import('@msgpack/msgpack');
  expect(decode(socket?.sent[0] ?? [])).toEqual([1, 1, 'authenticate', { token }]);
  expect(begun).not.toBeNull();
});

it('does nothing once the page has started without it', async () => {
  expect(takeEarly()).toBeNull();
  await begin('good');
  expect([Socket.made, asked]).toEqual([[], []]);
});

it('does nothing where nobody is logged in', async () => {
  await begin(null);
  expect([Socket.made, asked, takeEarly()]).toEqual([[], [], null]);
});

it('gives the session the hello, and the rest once it logs in, which is not said twice', async () => {
  const socket = await begin('good', 'hello', 'snapshot');
  const begun = takeEarly();
  if (begun === null || socket === undefined) throw new Error('nothing was begun');
  const transport = open(begun);
  const heard: string[] = [];
  transport.onmessage = ({ data }) => heard.push(new TextDecoder().decode(data as ArrayBuffer));
  await vi.waitFor(() => expect(heard).toEqual(['hello']));
  transport.send(encodeCommand(1, 'authenticate', { token: 'good' }));
  await vi.waitFor(() => expect(heard).toEqual(['hello', 'snapshot']));
  socket.hears('event');
  expect(heard).toEqual(['hello', 'snapshot', 'event']);
  transport.send(encodeCommand(2, 'mark_read', { channelId: 12, seq: 1 }));
  expect(socket.sent).toHaveLength(2);
  // The next connection is one of its own.
  open(begun);
  expect(Socket.made).toHaveLength(2);
});

it.each(['evil', 'me', 'somebody'])('ends the connection of somebody else, with the token %s', async (token) => {
  const socket = await begin('good', 'hello', 'snapshot');
  const begun = takeEarly();
  if (begun === null) throw new Error('nothing was begun');
  const transport = open(begun);
  const closed = vi.fn();
  transport.onclose = closed;
  transport.send(encodeCommand(1, 'authenticate', { token }));
  expect([socket?.readyState, socket?.sent.length]).toEqual([3, 1]);
  expect(closed).toHaveBeenCalled();
});

it('opens another one where the first is lost', async () => {
  const socket = await begin('good', 'hello');
  socket?.close();
  const begun = takeEarly();
  if (begun === null) throw new Error('nothing was begun');
  open(begun);
  expect(Socket.made).toHaveLength(2);
});

it('asks once for what is shown first: for messages only after the snapshot', async () => {
  const socket = await begin('good', 'hello');
  expect(asked).toEqual(['/api/chat/users?limit=50']);
  socket?.hears('snapshot');
  expect(asked).toEqual(['/api/chat/users?limit=50', MESSAGES]);
  const begun = takeEarly();
  if (begun === null) throw new Error('nothing was begun');
  answer = async () => new Response('later');
  expect(await ask(begun, MESSAGES)).toBe('early');
  expect(await ask(begun, MESSAGES)).toBe('later');
  expect(await ask(begun, '/api/chat/users?limit=50', 'other')).toBe('later');
});

it('asks again for messages that may have changed, and for what was refused', async () => {
  const socket = await begin('good', 'hello', 'snapshot', 'presence_updated', 'message_received channelId 12');
  const begun = takeEarly();
  if (begun === null || socket === undefined) throw new Error('nothing was begun');
  answer = async () => new Response('later');
  expect(await ask(begun, MESSAGES)).toBe('later');
  expect(await ask(begun, '/api/chat/users?limit=50')).toBe('early');
});

it.each([['/chat/c/12/345', null], ['/chat/tickets', null], ['/chat', null], ['/chat', '7']])('asks for the messages that %s shows (last: %s)', async (path, last) => {
  window.history.replaceState(null, '', path);
  if (last !== null) window.localStorage.setItem('orvale-chat.last-channel', last);
  await begin('good', 'hello', 'snapshot');
  expect(asked.slice(1)).toEqual(last === null ? [] : ['/api/chat/channels/7/messages?limit=50']);
});
