import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Attempts } from './attempts';

describe('attempts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('come ever less often, and from the first pause again once one was enough', () => {
    const at: number[] = [];
    const start = Date.now();
    const attempts = new Attempts(() => {
      at.push(Date.now() - start);
      attempts.arrange();
    }, 1000);
    attempts.arrange();
    attempts.arrange();
    vi.advanceTimersByTime(130_000);
    expect(at).toEqual([1000, 3000, 7000, 15_000, 31_000, 61_000, 91_000, 121_000]);
    attempts.done();
    vi.advanceTimersByTime(60_000);
    expect(at).toHaveLength(8);
    attempts.arrange();
    vi.advanceTimersByTime(1000);
    expect(at).toHaveLength(9);
    attempts.done();
  });
});
