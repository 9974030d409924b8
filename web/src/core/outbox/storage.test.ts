// fake-indexeddb stands in for the browser's.
import 'fake-indexeddb/auto';
import { IDBFactory, IDBOpenDBRequest } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { IndexedDbStorage, type StoredMessage } from './storage';

function stored(clientId: string, order: number, user = 'alice'): StoredMessage {
  return { clientId, user, channelId: 1, text: clientId, replyToId: null, createdAt: 0, order, error: null };
}

describe('unsent messages in IndexedDB', () => {
  beforeEach(() => {
    vi.stubGlobal('indexedDB', new IDBFactory());
  });

  it('outlive the page, in order, each user their own', async () => {
    const earlier = new IndexedDbStorage();
    await earlier.put(stored('second', 2));
    await earlier.put(stored('first', 1));
    await earlier.put(stored('other', 3, 'bob'));
    await earlier.put(stored('gone', 4));
    await earlier.remove('gone');
    const later = new IndexedDbStorage();
    expect((await later.load('alice')).map(({ clientId }) => clientId)).toEqual(['first', 'second']);
  });

  it('reject where the browser refuses, and work again once it does not', async () => {
    const working = globalThis.indexedDB;
    vi.stubGlobal('indexedDB', {
      open: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    const storage = new IndexedDbStorage();
    await expect(storage.load('alice')).rejects.toThrow('denied');
    vi.stubGlobal('indexedDB', working);
    expect(await storage.load('alice')).toEqual([]);
  });

  it('reject when the browser never answers, the second time at once', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('indexedDB', { open: () => new IDBOpenDBRequest() });
    const storage = new IndexedDbStorage();
    const refused = expect(storage.load('alice')).rejects.toThrow('did not answer');
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
    const again = expect(storage.put(stored('one', 1))).rejects.toThrow('did not answer');
    await vi.advanceTimersByTimeAsync(1);
    await again;
    vi.useRealTimers();
  });
});
