import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Page } from '../../src/core/rest/client';
import { usePages } from '../../src/shared/hooks/usePages';

describe('a list that is fetched by pages', () => {
  let asked: string[];
  let answers: ((page: Page<string>) => void)[];

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    answers = [];
  });

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  const pass = (milliseconds = 0) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
  const show = (query = 'a') =>
    renderHook(
      ({ key }) =>
        usePages<string>(key, (cursor) => {
          asked.push(`${key} ${cursor ?? 'first'}`);
          return new Promise((resolve) => answers.push(resolve));
        }),
      { initialProps: { key: query } },
    );
  async function answer(items: string[], next: string | null = null): Promise<void> {
    answers.shift()?.({ items, next });
    await pass();
  }

  it('asks for the next one once, however often it is told to', async () => {
    const { result } = show();
    await pass();
    await answer(['1', '2'], 'p2');
    act(() => {
      result.current.more?.();
      result.current.more?.();
    });
    expect(asked).toEqual(['a first', 'a p2']);
    await answer(['3']);
    expect(result.current.items).toEqual(['1', '2', '3']);
    expect(result.current.more).toBeNull();
  });

  it('asks for no next one of an earlier query', async () => {
    const { result, rerender } = show();
    await pass();
    await answer(['1'], 'p2');
    rerender({ key: 'ab' });
    act(() => result.current.more?.());
    await pass(1000);
    expect(asked).toEqual(['a first', 'ab first']);
    await answer(['9']);
    expect(result.current.items).toEqual(['9']);
  });

  it('is fetched anew as far as it is shown', async () => {
    const { result } = show();
    await pass();
    await answer(['1'], 'p2');
    act(() => result.current.more?.());
    await answer(['2'], 'p3');
    act(() => result.current.refresh());
    await pass(1000);
    await answer(['0'], 'p2');
    expect(result.current.items).toEqual(['1', '2']);
    await answer(['1', '2'], 'p3');
    expect(result.current.items).toEqual(['0', '1', '2']);
    expect(asked).toEqual(['a first', 'a p2', 'a first', 'a p2']);
  });

  it('forgets a next one that was on its way when everything was to be fetched anew', async () => {
    const { result } = show();
    await pass();
    await answer(['1'], 'p2');
    act(() => result.current.more?.());
    act(() => result.current.refresh());
    await pass(1000);
    await answer(['old']);
    await answer(['1'], 'p2');
    await answer(['2']);
    expect(result.current.items).toEqual(['1', '2']);
  });
});
