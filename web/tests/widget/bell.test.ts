import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ChannelView } from '../../src/core/protocol/generated';
import { Bell } from '../../src/widget/bell';
import { BAD_TOKEN, CONNECTING, LOST, ONLINE, REVOKED } from '../../src/widget/lines';
import { channelOf } from '../fakes/samples';
import { contracted } from '../fakes/contract';
import { FakeServer } from '../fakes/server';

const settle = (milliseconds = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

describe('the bell of a closed widget', () => {
  let server: FakeServer;
  let bell: Bell;
  /** The conversations that it listed, each time anew. */
  let told: (readonly number[] | null)[];
  let asked: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    told = [];
    asked = [];
    vi.stubGlobal('WebSocket', server.constructorFor);
    vi.stubGlobal('fetch', contracted((address, init) => {
      asked.push(`${String(address)} ${new Headers(init?.headers).get('authorization') ?? ''}`);
      const direct = channelOf({ id: 2, type: 'direct', unreadCount: 2 });
      const mentioned = channelOf({ id: 3, unreadCount: 40, mentionCount: 1 });
      const archived = channelOf({ id: 4, active: false, unreadCount: 5, mentionCount: 5 });
      return Promise.resolve(new Response(JSON.stringify({ items: [server.channel, direct, mentioned, archived] })));
    }));
    let last: ChannelView[] | null = null;
    const heard = (): void => {
      if (bell.channels === last) return;
      last = bell.channels;
      told.push(last?.map(({ id }) => id) ?? null);
    };
    bell = new Bell({ server: 'http://chat.test', heard, rang: () => undefined });
  });

  afterEach(() => {
    bell.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('lists the conversations but archived ones once it is logged in', async () => {
    bell.open('good');
    await settle(10);
    expect(asked).toEqual(['http://chat.test/api/chat/channels Bearer good']);
    expect(told).toEqual([[1, 2, 3]]);
  });

  it('lists again soon after what concerns the user, and talk in channels with it', async () => {
    bell.open('good');
    await settle(10);
    for (let index = 0; index < 50; index += 1) server.post(`talk ${index}`);
    await settle(1000);
    expect(asked).toHaveLength(1);
    for (const socket of server.sockets) {
      socket.event('notification', { stream: 'user', seq: 1, kind: 'mention', channelId: 1, messageId: 1, messageSeq: 1, from: 'bob' });
    }
    await settle(1000);
    expect(asked).toHaveLength(2);
    await settle(60_000);
    expect(asked).toHaveLength(2);
  });

  it('lets talk in channels light the dot in the end', async () => {
    bell.open('good');
    await settle(10);
    server.post('talk');
    await settle(10_000);
    expect(asked).toHaveLength(2);
  });

  it('is not rung by presence and typing', async () => {
    bell.open('good');
    await settle(10);
    for (const socket of server.sockets) {
      socket.event('presence_updated', { user: 'bob', status: 'away', statusMessage: '', lastActive: 1 });
      socket.event('user_typing', { channelId: 1, user: 'bob', channel: { id: 1, name: '', type: 'direct' }, typing: true });
    }
    await settle(60_000);
    expect(asked).toHaveLength(1);
  });

  it('answers pings with their own number', async () => {
    bell.open('good');
    await settle(10);
    const [socket] = server.sockets;
    const sent: unknown[][] = [];
    if (socket !== undefined) socket.onsent = (frame) => sent.push(frame);
    socket?.deliver([4, 70_000]);
    await settle(10);
    expect(sent).toEqual([[5, 70_000]]);
  });

  it('comes back after a lost connection, and lists anew', async () => {
    bell.open('good');
    await settle(10);
    server.drop();
    await settle(2000);
    expect(server.sockets.size).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it('comes back from a line on which nothing arrives any more', async () => {
    bell.open('good');
    await settle(10);
    await settle(90_000);
    expect(server.commands).toHaveLength(2);
  });

  it('backs off from a server that hangs up right after each login', async () => {
    server.hangUp = true;
    bell.open('good');
    await settle(60_000);
    expect(server.resumePoints.length).toBeGreaterThan(3);
    expect(server.resumePoints.length).toBeLessThan(10);
  });

  it('does not come back after a bad token, but with another one it does', async () => {
    bell.open('bad');
    await settle(60_000);
    expect(bell.line).toBe(BAD_TOKEN);
    bell.open('bad');
    await settle(60_000);
    expect(server.commands).toHaveLength(1);
    bell.open('good');
    await settle(10);
    expect(told.at(-1)).toEqual([1, 2, 3]);
  });

  it('keeps what it knows while it cannot be had anew, and tries again', async () => {
    bell.open('good');
    await settle(10);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
    server.drop();
    await settle(10_000);
    expect(told).toEqual([[1, 2, 3]]);
    const late = { items: [channelOf({ id: 7 })] };
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(late))));
    await settle(10_000);
    expect(told).toEqual([[1, 2, 3], [7]]);
  });

  it('limits the time of a request', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => {
      signals.push(signal ?? undefined);
      return new Promise<Response>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const ends: (() => void)[] = [];
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const controller = new AbortController();
      ends.push(() => controller.abort(new DOMException('late', 'TimeoutError')));
      return controller.signal;
    });
    bell.open('good');
    await settle(10);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await settle(10_000);
    expect(signals).toHaveLength(2);
    vi.restoreAllMocks();
  });

  it('gives a connection up that never opens', async () => {
    const made: string[] = [];
    vi.stubGlobal(
      'WebSocket',
      class extends EventTarget {
        constructor(url: string) {
          super();
          made.push(url);
        }
        close(): void {}
      },
    );
    bell.open('good');
    await settle(60_000);
    expect(made.length).toBeGreaterThan(1);
    expect(made[0]).toBe('ws://chat.test/api/chat/ws');
    expect(bell.line).toBe(LOST);
  });

  it('says how the connection stands', async () => {
    bell.open('good');
    expect(bell.line).toBe(CONNECTING);
    await settle(10);
    expect(bell.line).toBe(ONLINE);
    server.drop(4014);
    expect(bell.line).toBe(REVOKED);
  });

  it('says nothing of an account that was left meanwhile', async () => {
    let answer: (response: Response) => void = () => undefined;
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)));
    bell.open('good');
    await settle(10);
    bell.open(null);
    answer(new Response(JSON.stringify({ items: [channelOf({ type: 'direct', unreadCount: 9 })] })));
    await settle(10);
    expect(told).toEqual([]);
    expect(bell.channels).toBeNull();
  });
});
