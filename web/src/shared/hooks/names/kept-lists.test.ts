import { afterEach, describe, expect, it, vi } from 'vitest';

import { ChatError } from '../../../core/protocol/errors';
import { KeptLists } from './kept-lists';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a kept list', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

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

  it('outlasts a fetch that fails, which is tried again ever more slowly while somebody looks', async () => {
    vi.useFakeTimers();
    const busy = new ChatError('busy', 'not now');
    const fetch = vi.fn(() => Promise.resolve({ items: ['a'] }));
    const lists = new KeptLists(fetch);
    const end = lists.watch(1);
    await vi.advanceTimersByTimeAsync(0);
    fetch.mockRejectedValue(busy);
    lists.outdate(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(lists.get(1)).toEqual({ items: ['a'], whole: true });
    // Whoever looks meanwhile does not ask more often.
    lists.watch(1)();
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(fetch.mock.calls.length).toBeGreaterThan(4);
    expect(fetch.mock.calls.length).toBeLessThan(12);
    fetch.mockResolvedValue({ items: ['b'] });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lists.get(1)).toEqual({ items: ['b'], whole: true });
    fetch.mockClear();
    fetch.mockRejectedValue(busy);
    lists.outdate(1);
    end();
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(fetch).toHaveBeenCalledOnce();
    lists.watch(1);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('is not asked for again where it is refused for good', async () => {
    vi.useFakeTimers();
    const fetch = vi.fn(() => Promise.reject(new ChatError('forbidden', 'no')));
    new KeptLists(fetch).watch(1);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('is fetched anew for what it does not hold, at most once a minute', async () => {
    vi.useFakeTimers();
    const fetch = vi.fn(() => Promise.resolve({ items: ['a'] }));
    const lists = new KeptLists(fetch);
    lists.watch(1);
    await vi.advanceTimersByTimeAsync(10_000);
    lists.missed(1);
    lists.missed(1);
    await vi.advanceTimersByTimeAsync(49_000);
    expect(fetch).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(1000);
    expect(fetch).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(3 * 60_000);
    expect(fetch).toHaveBeenCalledTimes(2);
    lists.missed(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(fetch).toHaveBeenCalledTimes(3);
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
