import { describe, expect, it } from 'vitest';

import { differences } from './diff';

const written = (before: string, after: string): string =>
  differences(before, after)
    .map(({ kind, text }) => ({ same: text, added: `{+${text}+}`, removed: `{-${text}-}` })[kind])
    .join('');

describe('differences', () => {
  it('are found word by word', () => {
    expect(written('the printer is back', 'the big printer was back')).toBe('the {+big +}printer {-is-}{+was+} back');
    expect(written('same', 'same')).toBe('same');
    expect(written('', 'new')).toBe('{+new+}');
    expect(written('old', '')).toBe('{-old-}');
  });

  it('are found by the character where there are no spaces', () => {
    expect(written('打印机坏了', '打印机好了')).toBe('打印机{-坏-}{+好+}了');
  });

  it('give both texts back, however long they are', () => {
    const before = Array.from({ length: 3000 }, (_, index) => `${index % 7}`).join('.');
    const after = Array.from({ length: 3000 }, (_, index) => `${index % 5}`).join(',');
    const pieces = differences(before, after);
    const side = (left: 'added' | 'removed'): string => pieces.filter(({ kind }) => kind !== left).map(({ text }) => text).join('');
    expect(side('added')).toBe(before);
    expect(side('removed')).toBe(after);
  });
});
