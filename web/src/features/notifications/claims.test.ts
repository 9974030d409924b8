import { afterEach, expect, it, vi } from 'vitest';

import { claim } from './claims';

afterEach(() => {
  Reflect.deleteProperty(navigator, 'locks');
  localStorage.clear();
  vi.useRealTimers();
});

it('is granted to the first of several tabs, and to none after it', async () => {
  const held = new Set<string>();
  const request = async (name: string, _options: object, hold: (lock: object | null) => Promise<void>): Promise<void> => {
    if (held.has(name)) return hold(null);
    held.add(name);
    await hold({});
    held.delete(name);
  };
  Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true });
  expect(await Promise.all([claim('alice.1'), claim('alice.1'), claim('alice.2')])).toEqual([true, false, true]);
  expect(await claim('alice.1')).toBe(false);
});

it('works without locks, and leaves nothing behind', async () => {
  vi.useFakeTimers();
  expect([await claim('alice.1'), await claim('alice.1'), await claim('bob.1')]).toEqual([true, false, true]);
  vi.runAllTimers();
  expect(localStorage.length).toBe(0);
});
