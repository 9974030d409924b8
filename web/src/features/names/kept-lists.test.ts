import { describe, expect, it, vi } from 'vitest';

import { KeptLists } from './kept-lists';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a kept list', () => {
  it('is fetched once, to its end, for everyone who looks', async () => {
    const fetch = vi.fn((_key: number, cursor?: string) =>
      Promise.resolve(cursor === undefined ? { items: ['a', 'b'], next: 'x' } : { items: ['c'], next: null }),
    );
    const lists = new KeptLists(fetch);
    lists.watch(1);
    lists.watch(1)();
    await settled();
    lists.watch(1);
    await settled();
    expect(lists.get(1)).toEqual({ items: ['a', 'b', 'c'], whole: true });
    expect(fetch.mock.calls).toEqual([[1, undefined], [1, 'x']]);
  });

  it('is fetched anew when it changes: at once where somebody looks, once however often', async () => {
    let round = 0;
    const fetch = vi.fn(() => Promise.resolve({ items: [(round += 1)] }));
    const lists = new KeptLists<number>(fetch);
    const end = lists.watch(1);
    for (let change = 0; change < 20; change += 1) lists.outdate(1);
    await settled();
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(lists.get(1)?.items).toEqual([2]);
    end();
    lists.outdate(1);
    lists.outdate(7);
    await settled();
    expect(fetch).toHaveBeenCalledTimes(2);
    lists.watch(1);
    await settled();
    expect(lists.get(1)?.items).toEqual([3]);
  });

  it('says that it is not whole when it cannot be had, or has no end', async () => {
    const refused = new KeptLists<string>(() => Promise.reject(new Error('no')));
    const endless = new KeptLists<string>(() => Promise.resolve({ items: ['a'], next: 'more' }));
    refused.watch(1);
    endless.watch(1);
    await settled();
    expect(refused.get(1)).toEqual({ items: [], whole: false });
    expect(endless.get(1)?.whole).toBe(false);
  });
});
