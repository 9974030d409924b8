import { describe, expect, it } from 'vitest';

import { continued, retyped, type Continued } from './continuing';

/** `|` stands for the caret. `null` where the browser makes the line. */
function lineAt(written: string, rule: (text: string, caret: number) => Continued | null = continued): string | null {
  const caret = written.indexOf('|');
  const plain = written.replace('|', '');
  const made = rule(plain, caret);
  if (made === null) return null;
  const text = plain.slice(0, made.start) + made.text + plain.slice(made.end);
  return `${text.slice(0, made.caret)}|${text.slice(made.caret)}`;
}

describe('a new line', () => {
  it.each([
    ['- one|', '- one\n- |'],
    ['- one|two', '- one\n- |two'],
    ['* one|', '* one\n* |'],
    ['  - one|', '  - one\n  - |'],
    ['1. one|', '1. one\n2. |'],
    ['9) one|', '9) one\n10) |'],
    ['1. one|\n2. two\n3. three\n\n3. other', '1. one\n2. |\n3. two\n4. three\n\n3. other'],
    ['1. one|\n5. two', '1. one\n2. |\n5. two'],
    ['> said|', '> said\n> |'],
    ['>said|', '>said\n>|'],
    ['> > said|', '> > said\n> > |'],
    ['> - one|', '> - one\n> - |'],
    ['before\n- one|\nafter', 'before\n- one\n- |\nafter'],
  ])('goes on with a list or a quote: %j', (written, expected) => {
    expect(lineAt(written)).toBe(expected);
  });

  it.each([
    ['- one\n- |', '- one\n|'],
    ['- one\n- |\nafter', '- one\n|\nafter'],
    ['1. one\n2. |', '1. one\n|'],
    ['- one\n  - |', '- one\n|'],
    ['> said\n> |', '> said\n|'],
    ['> > said\n> > |', '> > said\n> |'],
    ['> - one\n> - |', '> - one\n> |'],
  ])('ends it on an empty one: %j', (written, expected) => {
    expect(lineAt(written)).toBe(expected);
  });

  it.each(['plain|', '|- one', '-| one', '-one|', '10.30 am|', '-|', '**bold**|', '- one\nplain|', '|'])('is as ever elsewhere: %j', (written) => {
    expect(lineAt(written)).toBeNull();
  });
});

describe('a sign that is typed by hand', () => {
  const afterSpace = (written: string): string | null => lineAt(written, (text, caret) => retyped(text, caret, ' '));
  const afterTick = (written: string): string | null => lineAt(written, (text, caret) => retyped(text, caret, '`'));

  it.each([
    ['1. open\n2. 2.|', '1. open\n2. |'],
    ['1. open\n2. 5)|', '1. open\n5) |'],
    ['1. open\n2. -|', '1. open\n- |'],
    ['- one\n- *|', '- one\n* |'],
    ['  - one\n  - 1.|', '  - one\n  1. |'],
    ['> - one\n> - -|', '> - one\n> - |'],
    ['- one\n- -|\nafter', '- one\n- |\nafter'],
  ])('takes the place of the one that is there: %j', (written, expected) => {
    expect(afterSpace(written)).toBe(expected);
  });

  it.each(['- -|', 'plain\n- -|', '- one\n- -|two', '- one\n- -x|', '- one\n- |', '> said\n> >|', '- one\n2026.|'])('is text elsewhere: %j', (written) => {
    expect(afterSpace(written)).toBeNull();
  });

  it('ends the list where it begins code', () => {
    expect(afterTick('1. run\n2. ``|')).toBe('1. run\n```|');
    expect(afterTick('> - run\n> - ``|')).toBe('> - run\n> ```|');
    expect(afterTick('1. run\n2. `|')).toBeNull();
    expect(afterTick('1. run\n2. see ``|')).toBeNull();
  });
});
