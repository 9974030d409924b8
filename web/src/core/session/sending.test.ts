// fake-indexeddb stands in for the browser's.
import 'fake-indexeddb/auto';
import { IDBOpenDBRequest } from 'fake-indexeddb';
import { describe, expect, it, vi } from 'vitest';

import { settle, useSessionStage } from '../../../tests/fakes/session';
import { MemoryStorage, type OutboxStorage } from '../outbox/storage';

describe('a session that sends', () => {
  const stage = useSessionStage();

  it.each([
    ['throws', () => {
      throw new DOMException('denied', 'SecurityError');
    }],
    ['never answers', () => ({ open: () => new IDBOpenDBRequest() })],
  ])('delivers messages where indexedDB %s, and says that they are not kept', async (_, get) => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB');
    Object.defineProperty(globalThis, 'indexedDB', { configurable: true, get });
    const onStorageRefused = vi.fn();
    stage.session = stage.newSession({ storage: null, onStorageRefused });
    stage.session.start();
    await settle();
    void stage.session.sending.send('channel:1', 'hello');
    await settle(10_000);
    expect(stage.server.messages.map(({ text }) => text)).toEqual(['hello']);
    // Storage that is merely slow is waited for.
    await settle(20_000);
    expect(onStorageRefused).toHaveBeenCalled();
    Object.defineProperty(globalThis, 'indexedDB', own ?? { configurable: true, value: undefined });
  });

  it('sends what was written offline once and in order', async () => {
    await stage.online();
    stage.server.up = false;
    stage.server.drop();
    const written = ['one', 'two', 'three', 'four'];
    for (const text of written) void stage.session.sending.send('channel:1', text);
    await settle(5000);
    expect(stage.session.store.state.outgoing.map((message) => message.text)).toEqual(written);
    stage.server.up = true;
    await settle(60_000);
    expect(stage.server.messages.map((message) => message.text)).toEqual(written);
    expect(stage.texts()).toEqual(written);
    expect(stage.session.store.state.outgoing).toEqual([]);
  });

  it('keeps a message once whose reply was lost', async () => {
    await stage.online();
    stage.server.dieBeforeReply = true;
    void stage.session.sending.send('channel:1', 'only once');
    void stage.session.sending.send('channel:1', 'then this');
    await settle(60_000);
    expect(stage.server.commands.filter((command) => command.data['message'] === 'only once')).toHaveLength(2);
    expect(stage.server.messages.map((message) => message.text)).toEqual(['only once', 'then this']);
    expect(stage.texts()).toEqual(['only once', 'then this']);
  });

  it('keeps a refused message until it is retried, and lets later ones pass', async () => {
    await stage.online();
    stage.server.refuse = (text) => (text === 'bad' ? { code: 'forbidden', message: 'not here' } : null);
    void stage.session.sending.send('channel:1', 'bad');
    void stage.session.sending.send('channel:1', 'good');
    await settle(1000);
    const [failed] = stage.session.store.state.outgoing;
    expect(failed).toMatchObject({ text: 'bad', status: 'failed', error: { code: 'forbidden' } });
    expect(stage.texts()).toEqual(['good']);
    stage.server.refuse = null;
    await stage.session.sending.retry(failed?.clientId ?? '');
    await settle(1000);
    expect(stage.texts()).toEqual(['good', 'bad']);
  });

  it('waits as long as a rate limit says, without being overtaken', async () => {
    await stage.online();
    let refusals = 2;
    stage.server.refuse = () =>
      refusals-- > 0 ? { code: 'rate_limited', message: 'slowly', retryAfterMs: 3000 } : null;
    void stage.session.sending.send('channel:1', 'first');
    void stage.session.sending.send('channel:1', 'second');
    await settle(5900);
    expect(stage.server.messages).toEqual([]);
    await settle(1000);
    expect(stage.server.messages.map((message) => message.text)).toEqual(['first', 'second']);
  });

  it('finds unsent messages of an earlier page, and sends them once', async () => {
    const storage = new MemoryStorage();
    const earlier = stage.newSession({ storage });
    earlier.start();
    await settle();
    stage.server.up = false;
    stage.server.drop();
    void earlier.sending.send('channel:1', 'written before the reload');
    await settle();
    earlier.stop();
    stage.server.up = true;
    stage.session = stage.newSession({ storage });
    stage.session.start();
    await settle(1000);
    expect(stage.server.messages.map((message) => message.text)).toEqual(['written before the reload']);
    expect(await storage.load('alice')).toEqual([]);
  });

  it('sends although storage is refused, and says so', async () => {
    const refused = (): Promise<never> => Promise.reject(new Error('quota'));
    const storage: OutboxStorage = { load: refused, put: refused, remove: refused };
    const onStorageRefused = vi.fn();
    stage.session = stage.newSession({ storage, onStorageRefused });
    await stage.online();
    void stage.session.sending.send('channel:1', 'still sent');
    await settle(1000);
    expect(stage.texts()).toEqual(['still sent']);
    // Storage that is merely slow is waited for.
    await settle(20_000);
    expect(onStorageRefused).toHaveBeenCalled();
  });
});
