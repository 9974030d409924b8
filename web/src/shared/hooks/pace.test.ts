import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Listener } from '../../core/store/store';
import { Pace } from './pace';

const frame = (): Promise<unknown> => vi.advanceTimersToNextTimerAsync();

describe('the pace of changes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function told(): { shown: number[]; change(count: number): void } {
    const listeners = new Set<Listener>();
    const shown: number[] = [];
    let made = 0;
    new Pace({ subscribe: (listener) => (listeners.add(listener), () => listeners.delete(listener)) }).subscribe(() => void shown.push(made));
    const change = (count: number): void => {
      for (let index = 0; index < count; index += 1) {
        made += 1;
        for (const listener of listeners) listener();
      }
    };
    return { shown, change };
  }

  it('shows few changes at once', () => {
    const { shown, change } = told();
    change(3);
    expect(shown).toEqual([1, 2, 3]);
  });

  it('shows a flood once a frame, and its end', async () => {
    const { shown, change } = told();
    change(200);
    expect(shown).toHaveLength(8);
    await frame();
    expect(shown.at(-1)).toBe(200);
    expect(shown).toHaveLength(9);
    await frame();
    expect(shown).toHaveLength(9);
  });

  it('goes on where there are no frames', async () => {
    vi.stubGlobal('requestAnimationFrame', () => 0);
    const { shown, change } = told();
    change(200);
    await vi.advanceTimersByTimeAsync(200);
    expect(shown.at(-1)).toBe(200);
    vi.unstubAllGlobals();
  });
});
