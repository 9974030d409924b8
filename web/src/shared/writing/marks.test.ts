import { describe, expect, it } from 'vitest';

import { toggleMark } from './marks';

/** `[` and `]` stand for the selection, `|` for a caret. */
function toggle(written: string, sign: string): string {
  const start = written.search(/[[|]/);
  const plain = written.replace(/[[\]|]/g, '');
  const end = written.includes(']') ? written.indexOf(']') - 1 : start;
  const { text, ...selection } = toggleMark(plain, start, end, sign);
  const selected = text.slice(selection.start, selection.end);
  return text.slice(0, selection.start) + (selected === '' ? '|' : `[${selected}]`) + text.slice(selection.end);
}

describe('a formatting key', () => {
  it.each([
    ['a [b] c', '**', 'a **[b]** c'],
    ['a **[b]** c', '**', 'a [b] c'],
    ['a [**b**] c', '**', 'a [b] c'],
    ['a **[b]** c', '*', 'a ***[b]*** c'],
    ['a ***[b]*** c', '*', 'a **[b]** c'],
    ['a ***[b]*** c', '**', 'a *[b]* c'],
    ['a *[b]* c', '*', 'a [b] c'],
    ['a *[b]* c', '**', 'a ***[b]*** c'],
    ['|', '**', '**|**'],
    ['**|**', '**', '|'],
  ])('turns %s with %s into %s', (written, sign, expected) => {
    expect(toggle(written, sign)).toBe(expected);
  });
});
