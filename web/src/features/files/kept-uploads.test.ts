import 'fake-indexeddb/auto';

import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { KeptUploads, type KeptItem, type KeptMessage } from './kept-uploads';

const message = (tab: string): KeptMessage => ({ key: 'm1', user: 'alice', tab, conversation: 'channel:1', channelId: 1, threadId: null, alsoToChannel: false, replyToId: null, parts: ['two files'] });
const item = (tab: string, order: number, of: string | null): KeptItem => ({ key: `i${order}`, user: 'alice', tab, conversation: 'channel:1', message: of, order, name: `${order}.txt`, blob: new Blob(['x']), address: null, paused: false, info: null });

describe('files that are kept', () => {
  beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()));

  it('are kept together with the message that waits for them, or not at all', async () => {
    const kept = new KeptUploads();
    const { tab } = kept;
    await kept.load('alice');
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await kept.putMessage(message(tab), [item(tab, 2, 'm1'), item(tab, 1, 'm1')]);
    expect(transactions.mock.calls.map(([stores]) => stores)).toEqual([['items', 'messages']]);
    transactions.mockRestore();
    const { items, messages } = await kept.load('alice');
    expect(items.map(({ key, message: of }) => [key, of])).toEqual([['i1', 'm1'], ['i2', 'm1']]);
    expect(messages.map(({ parts }) => parts)).toEqual([['two files']]);
  });

  it('return to the tray where their message is gone', async () => {
    const kept = new KeptUploads();
    await kept.put('items', item(kept.tab, 1, 'gone'));
    expect((await kept.load('alice')).items.map(({ message: of }) => of)).toEqual([null]);
  });
});
