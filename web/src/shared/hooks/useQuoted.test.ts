import { describe, expect, it, vi } from 'vitest';

import { messageOf } from '../../../tests/fakes/samples';
import { finderOf } from './useQuoted';

const run = (first: number, last: number): ReturnType<typeof messageOf>[] =>
  Array.from({ length: last - first + 1 }, (_, index) => messageOf({ id: 1000 - first - index, seq: first + index }));

describe('what a reply answers', () => {
  it('is found where it is loaded, whatever is loaded before and after', () => {
    const find = finderOf(1000 - 25);
    for (const messages of [run(20, 30), run(20, 31), run(1, 31), run(24, 26)]) {
      expect(find(messages, undefined)?.seq).toBe(25);
    }
  });

  it('is what was fetched by itself while it is not loaded', () => {
    const quoted = messageOf({ id: 1000 - 25, seq: 25 });
    const find = finderOf(quoted.id);
    expect(find(run(30, 40), quoted)).toBe(quoted);
    expect(find([], quoted)).toBe(quoted);
    expect(find(run(30, 40), undefined)).toBeUndefined();
    expect(find(run(20, 40), quoted)?.seq).toBe(25);
  });

  it('is not looked for again in what was looked through', () => {
    const find = finderOf(1);
    const messages = run(30, 40);
    const look = vi.spyOn(messages, 'findLastIndex');
    for (let times = 0; times < 5; times += 1) find(messages, undefined);
    expect(look).toHaveBeenCalledTimes(1);
  });
});
