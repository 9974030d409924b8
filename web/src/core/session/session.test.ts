// fake-indexeddb stands in for the browser's.
import 'fake-indexeddb/auto';
import { IDBOpenDBRequest } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { answered, contracted } from '../../../tests/fakes/contract';
import { typingOf } from '../../../tests/fakes/samples';
import { FakeServer } from '../../../tests/fakes/server';
import { MemoryStorage, type OutboxStorage } from '../outbox/storage';
import { ChatSession } from './session';

/** Who was asked for by name. */
let askedFor: string[] = [];

function fetchOf(server: FakeServer): typeof fetch {
  return contracted((input, { method = 'GET' } = {}) => {
    const url = new URL(input);
    askedFor.push(...(url.searchParams.get('ids')?.split(',') ?? []));
    const page = { items: server.messages, hasBefore: false, hasAfter: false };
    return Promise.resolve(answered(method, url, url.pathname.endsWith('/messages') ? page : { items: [] }));
  });
}

function sessionOn(
  server: FakeServer,
  options: { storage?: OutboxStorage; token?: string; onStorageRefused?(): void } = {},
): ChatSession {
  return new ChatSession({
    server: 'http://chat.test',
    token: () => options.token ?? 'good',
    webSocket: server.constructorFor,
    fetch: fetchOf(server),
    outboxStorage: options.storage ?? new MemoryStorage(),
    textStorage: null,
    ...(options.onStorageRefused && { onStorageRefused: options.onStorageRefused }),
  });
}

const texts = (session: ChatSession): string[] =>
  (session.store.state.timelines['channel:1']?.messages ?? []).map((message) => message.text);

const settle = (milliseconds = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

describe('a session', () => {
  let server: FakeServer;
  let session: ChatSession;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    session = sessionOn(server);
  });

  afterEach(() => {
    session.stop();
    vi.useRealTimers();
  });

  async function online(): Promise<void> {
    session.start();
    await settle();
    await session.timelines.latest('channel:1');
    expect(session.store.state.phase.name).toBe('online');
  }

  it.each([
    ['throws', () => {
      throw new DOMException('denied', 'SecurityError');
    }],
    ['never answers', () => ({ open: () => new IDBOpenDBRequest() })],
  ])('delivers messages where indexedDB %s, and says that they are not kept', async (_, get) => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB');
    Object.defineProperty(globalThis, 'indexedDB', { configurable: true, get });
    const onStorageRefused = vi.fn();
    const { constructorFor: webSocket } = server;
    session = new ChatSession({ server: 'http://chat.test', token: () => 'good', webSocket, fetch: fetchOf(server), textStorage: null, onStorageRefused });
    session.start();
    await settle();
    void session.send('channel:1', 'hello');
    await settle(10_000);
    expect(server.messages.map(({ text }) => text)).toEqual(['hello']);
    expect(onStorageRefused).toHaveBeenCalled();
    Object.defineProperty(globalThis, 'indexedDB', own ?? { configurable: true, value: undefined });
  });

  it('waits for all parts of a snapshot, and keeps what it knows when they come again', async () => {
    server.large = true;
    await online();
    expect(Object.keys(session.store.state.channels)).toEqual(['1']);
    expect(session.store.state.presence['bob']?.status).toBe('busy');
    const known = server.post('before the line died');
    await settle();
    server.drop();
    const missed = server.post('while it was dead');
    await settle(2000);
    expect(server.resumePoints.at(-1)?.channels).toEqual({ 1: known.seq });
    expect(texts(session)).toEqual([known.text, missed.text]);
  });

  it('asks once for whom a message names, and never for the domain of a mail address', async () => {
    server.mentionable = ['eve', 'bob', 'kim'];
    server.post('@eve, write to help@example.com and @bob.');
    askedFor = [];
    await online();
    server.post('@eve @nobody (@kim) mail a@b.example @');
    await settle();
    expect(askedFor.filter((name) => name !== 'alice')).toEqual(['bob', 'eve', 'kim']);
  });

  it('receives what others write', async () => {
    await online();
    server.post('one');
    server.post('two');
    expect(texts(session)).toEqual(['one', 'two']);
    expect(session.store.state.channels[1]?.unreadCount).toBe(2);
  });

  it('no longer counts an unread message that was deleted', async () => {
    await online();
    server.post('gone soon');
    server.mentions = 1;
    const last = server.post('@alice, a slip');
    server.tell('notification', { kind: 'mention', channelId: 1, messageId: last.id, messageSeq: last.seq, from: 'bob' });
    expect(session.store.state.channels[1]).toMatchObject({ unreadCount: 2, mentionCount: 1 });
    server.mentions = 0;
    server.remove(last);
    await settle();
    expect(session.store.state.channels[1]).toMatchObject({ unreadCount: 1, mentionCount: 0, lastReadSeq: 0 });
  });

  it('says now and then that the user is there', async () => {
    await online();
    const told = (): number => server.commands.filter(({ name }) => name === 'update_presence').length;
    for (let use = 0; use < 3; use += 1) session.activity.note();
    await settle();
    expect(told()).toBe(1);
    await settle(60_000);
    session.activity.note();
    await settle();
    expect(told()).toBe(2);
  });

  it('notices a dead line when an answer is late, or when it is told to look', async () => {
    server.heartbeatMs = 3_600_000;
    await online();
    server.mute = true;
    await session.send('channel:1', 'into the void');
    await settle(14_000);
    expect(session.store.state.phase.name).toBe('online');
    await settle(8_000);
    expect(session.store.state.phase.name).not.toBe('online');
    server.mute = false;
    await settle(60_000);
    expect(texts(session)).toEqual(['into the void']);
    session.probe();
    await settle(7_000);
    expect(session.store.state.phase.name).toBe('online');
    server.mute = true;
    session.probe();
    await settle(7_000);
    expect(session.store.state.phase.name).not.toBe('online');
  });

  it('holds on to what was read while the server still tells of before', async () => {
    await online();
    for (const text of ['one', 'two', 'three']) server.post(text);
    session.reading.read(1, 1);
    session.reading.read(1, 3);
    server.tell('read_updated', { channelId: 1, lastReadSeq: 1, unreadCount: 2, mentionCount: 0, countedSeq: 3 });
    expect(session.store.state.channels[1]).toMatchObject({ lastReadSeq: 3, unreadCount: 0 });
  });

  it('does not tell for the next user what the one before has read', async () => {
    await online();
    const { seq } = server.post('one');
    server.up = false;
    server.drop();
    session.reading.read(1, seq);
    await settle();
    await session.logout(false);
    server.up = true;
    session.start();
    await settle(60_000);
    expect(session.store.state.phase.name).toBe('online');
    expect(server.commands.map(({ name }) => name)).not.toContain('mark_read');
    expect(session.store.state.channels[1]?.lastReadSeq).toBe(0);
  });

  it('resumes after a lost line without losing or doubling anything', async () => {
    await online();
    server.post('before');
    server.drop();
    server.post('missed one');
    server.post('missed two');
    expect(session.store.state.phase.name).toBe('waiting');
    await settle(60_000);
    expect(server.resumePoints.at(-1)).toEqual({ channels: { 1: 1 }, user: 0 });
    expect(texts(session)).toEqual(['before', 'missed one', 'missed two']);
    server.post('after');
    expect(texts(session)).toEqual(['before', 'missed one', 'missed two', 'after']);
    expect(session.store.state.positions[1]).toBe(4);
  });

  it('notices a gap and fills it', async () => {
    await online();
    server.post('one');
    server.lose('lost on the way');
    server.post('three');
    await settle(60_000);
    expect(texts(session)).toEqual(['one', 'lost on the way', 'three']);
  });

  it('goes on over a number that is missing in its own stream', async () => {
    await online();
    const read = { channelId: 1, lastReadSeq: 0, unreadCount: 0, mentionCount: 0, countedSeq: 0 };
    server.drop();
    server.tell('read_updated', { ...read, seq: 3 });
    await settle(60_000);
    expect(server.resumePoints).toHaveLength(2);
    server.tell('read_updated', { ...read, seq: 7 });
    await settle(60_000);
    expect(server.resumePoints).toHaveLength(2);
    expect(session.store.state.userSeq).toBe(7);
  });

  it('moves on for events that it does not know', async () => {
    await online();
    server.publish('thread_named', {});
    server.post('after it');
    server.tell('reminder_due', { channelId: 1 });
    for (const socket of server.sockets) socket.event('weather_changed', { channelId: 1 });
    expect(texts(session)).toEqual(['after it']);
    server.drop();
    await settle(60_000);
    expect(server.resumePoints.slice(1)).toEqual([{ channels: { 1: 2 }, user: 1 }]);
    expect(session.store.state.channels[1]).toMatchObject({ seq: 2 });
  });

  it('asks for everything anew when a resume does not fill a gap', async () => {
    await online();
    server.post('one');
    server.channel = { ...server.channel, seq: 4 };
    server.post('behind a hole');
    await settle(60_000);
    expect(server.resumePoints.slice(1)).toEqual([{ channels: { 1: 1 }, user: 0 }, undefined]);
    expect(session.store.state).toMatchObject({ phase: { name: 'online' }, positions: { 1: 5 } });
  });

  it('backs off when coming back leads nowhere', async () => {
    await online();
    server.hangUp = true;
    server.drop();
    await settle(60_000);
    // The delays are random: about eight retries, and more than a hundred without backing off.
    expect(server.resumePoints.length).toBeLessThan(20);
    server.hangUp = false;
    await settle(60_000);
    expect(session.store.state.phase.name).toBe('online');
    const before = server.resumePoints.length;
    server.drop();
    await settle(600);
    expect(server.resumePoints.length).toBe(before + 1);
  });

  it('drops an event that it has seen', async () => {
    await online();
    server.post('one');
    const repeated = server.log[0];
    for (const socket of server.sockets) socket.event(String(repeated?.name), repeated?.data ?? {});
    expect(texts(session)).toEqual(['one']);
    expect(session.store.state.channels[1]?.unreadCount).toBe(1);
  });

  it('marks what is loaded stale when the server cannot say what was missed', async () => {
    await online();
    server.post('one');
    server.forgetful = true;
    server.drop();
    server.post('two');
    await settle(60_000);
    expect(session.store.state.timelines['channel:1']?.stale).toBe(true);
    await session.timelines.latest('channel:1');
    expect(session.store.state.timelines['channel:1']?.stale).toBe(false);
    expect(texts(session)).toEqual(['one', 'two']);
  });

  it('comes back after bytes that are no frame', async () => {
    await online();
    for (const socket of [...server.sockets]) socket.deliverBytes(new Uint8Array([0xc1, 0xff]));
    server.post('meanwhile');
    await settle(60_000);
    expect(texts(session)).toEqual(['meanwhile']);
  });

  it('notices a line on which nothing arrives any more', async () => {
    await online();
    for (const socket of server.sockets) socket.onsent = null;
    await settle(2000);
    await settle(60_000);
    expect(server.resumePoints).toHaveLength(2);
    expect(session.store.state.phase.name).toBe('online');
  });

  it('does not come back after a bad token', async () => {
    server.tokens.clear();
    session.start();
    await settle(60_000);
    expect(session.store.state.phase).toEqual({ name: 'ended', reason: 'bad_token' });
    expect(server.commands).toHaveLength(1);
  });

  it('does not come back after its access was revoked', async () => {
    await online();
    server.drop(4014);
    await settle(60_000);
    expect(session.store.state.phase).toEqual({ name: 'ended', reason: 'revoked' });
  });

  it('sends what was written offline once and in order', async () => {
    await online();
    server.up = false;
    server.drop();
    const written = ['one', 'two', 'three', 'four'];
    for (const text of written) void session.send('channel:1', text);
    await settle(5000);
    expect(session.store.state.outgoing.map((message) => message.text)).toEqual(written);
    server.up = true;
    await settle(60_000);
    expect(server.messages.map((message) => message.text)).toEqual(written);
    expect(texts(session)).toEqual(written);
    expect(session.store.state.outgoing).toEqual([]);
  });

  it('keeps a message once whose reply was lost', async () => {
    await online();
    server.dieBeforeReply = true;
    void session.send('channel:1', 'only once');
    void session.send('channel:1', 'then this');
    await settle(60_000);
    expect(server.commands.filter((command) => command.data['message'] === 'only once')).toHaveLength(2);
    expect(server.messages.map((message) => message.text)).toEqual(['only once', 'then this']);
    expect(texts(session)).toEqual(['only once', 'then this']);
  });

  it('keeps a refused message until it is retried, and lets later ones pass', async () => {
    await online();
    server.refuse = (text) => (text === 'bad' ? { code: 'forbidden', message: 'not here' } : null);
    void session.send('channel:1', 'bad');
    void session.send('channel:1', 'good');
    await settle(1000);
    const [failed] = session.store.state.outgoing;
    expect(failed).toMatchObject({ text: 'bad', status: 'failed', error: { code: 'forbidden' } });
    expect(texts(session)).toEqual(['good']);
    server.refuse = null;
    await session.retry(failed?.clientId ?? '');
    await settle(1000);
    expect(texts(session)).toEqual(['good', 'bad']);
  });

  it('waits as long as a rate limit says, without being overtaken', async () => {
    await online();
    let refusals = 2;
    server.refuse = () =>
      refusals-- > 0 ? { code: 'rate_limited', message: 'slowly', retryAfterMs: 3000 } : null;
    void session.send('channel:1', 'first');
    void session.send('channel:1', 'second');
    await settle(5900);
    expect(server.messages).toEqual([]);
    await settle(1000);
    expect(server.messages.map((message) => message.text)).toEqual(['first', 'second']);
  });

  it('finds unsent messages of an earlier page, and sends them once', async () => {
    const storage = new MemoryStorage();
    const earlier = sessionOn(server, { storage });
    earlier.start();
    await settle();
    server.up = false;
    server.drop();
    void earlier.send('channel:1', 'written before the reload');
    await settle();
    earlier.stop();
    server.up = true;
    session = sessionOn(server, { storage });
    session.start();
    await settle(1000);
    expect(server.messages.map((message) => message.text)).toEqual(['written before the reload']);
    expect(await storage.load('alice')).toEqual([]);
  });

  it('sends although storage is refused, and says so', async () => {
    const refused = (): Promise<never> => Promise.reject(new Error('quota'));
    const storage: OutboxStorage = { load: refused, put: refused, remove: refused };
    const onStorageRefused = vi.fn();
    session = sessionOn(server, { storage, onStorageRefused });
    await online();
    void session.send('channel:1', 'still sent');
    await settle(1000);
    expect(texts(session)).toEqual(['still sent']);
    expect(onStorageRefused).toHaveBeenCalled();
  });

  it('says that the user types every three seconds only', async () => {
    await online();
    const started = (): number => server.commands.filter((command) => command.name === 'typing_start').length;
    session.typing.start('channel:1', 0);
    session.typing.start('channel:1', 1000);
    session.typing.start('channel:1', 2999);
    session.typing.start('channel:1', 3001);
    await settle();
    expect(started()).toBe(2);
  });

  it('stops saying that the user types only where they stop', async () => {
    await online();
    session.typing.start('channel:1', 0);
    session.typing.stop('channel:2');
    await session.send('channel:2', 'elsewhere');
    session.typing.stop('channel:1');
    await settle();
    const typing = server.commands.filter(({ name }) => name.startsWith('typing')).map(({ name, data }) => [name, data['channelId']]);
    expect(typing).toEqual([['typing_start', 1], ['typing_stop', 1]]);
  });

  it('lets typing expire', async () => {
    await online();
    for (const socket of server.sockets) socket.event('user_typing', typingOf('bob'));
    expect(Object.keys(session.store.state.typing['channel:1'] ?? {})).toEqual(['bob']);
    await settle(8000);
    expect(session.store.state.typing).toEqual({});
  });

  it('gathers read positions and never moves back by itself', async () => {
    await online();
    server.post('one');
    server.post('two');
    server.post('three');
    for (const seq of [1, 2, 3, 1]) session.reading.read(1, seq);
    expect(session.store.state.channels[1]).toMatchObject({ lastReadSeq: 3, unreadCount: 0 });
    await settle(1000);
    const marks = server.commands.filter((command) => command.name === 'mark_read');
    expect(marks.map((command) => command.data['seq'])).toEqual([1, 3]);
  });
});
