import { describe, expect, it } from 'vitest';

import { formatOf, type Format } from './format-keys';
import { formatted } from './formats';

/** `[` and `]` stand for the selection, `|` for a caret: `‹` and `›` for brackets of the text. */
function act(written: string, format: Format): string {
  const start = written.search(/[[|]/);
  const plain = written.replace(/[[\]|]/g, '');
  const end = written.includes(']') ? written.indexOf(']') - 1 : start;
  const done = formatted(format, plain, start, end);
  const text = done.text.replaceAll('[', '‹').replaceAll(']', '›');
  const selected = text.slice(done.start, done.end);
  return text.slice(0, done.start) + (selected === '' ? '|' : `[${selected}]`) + text.slice(done.end);
}

describe('formatting', () => {
  it.each<[string, Format, string]>([
    ['a [b] c', 'strike', 'a ~~[b]~~ c'],
    ['a ~~[b]~~ c', 'strike', 'a [b] c'],
    ['a [b] c', 'code', 'a `[b]` c'],
    ['a `[b]` c', 'code', 'a [b] c'],
    ['[a\nb]', 'code', '```\n[a\nb]\n```'],
    ['see [the wiki] now', 'link', 'see ‹the wiki›(|) now'],
    ['[https://example.com]', 'link', '‹|›(https://example.com)'],
    ['one\nt[wo\nth]ree\nfour', 'bullets', 'one\n[- two\n- three]\nfour'],
    ['[- two\n- three]', 'bullets', '[two\nthree]'],
    ['[- two\n\n  - three]', 'numbers', '[1. two\n\n  2. three]'],
    ['tw|o', 'bullets', '- tw|o'],
    ['- tw|o', 'bullets', 'tw|o'],
    ['|', 'numbers', '1. |'],
    ['a\n|', 'bullets', 'a\n- |'],
    ['[a\nb]', 'quote', '[> a\n> b]'],
    ['[> a\n> b]', 'quote', '[a\nb]'],
    ['so: [x]', 'fence', 'so: \n```\n[x]\n```'],
    ['|', 'fence', '```\n|\n```'],
    ['[```\nx\n```]', 'fence', '````\n[```\nx\n```]\n````'],
  ])('turns %j with %s into %j', (written, format, expected) => {
    expect(act(written, format)).toBe(expected);
  });
});

describe('a key', () => {
  const key = (change: Partial<KeyboardEvent>) => ({ ctrlKey: true, metaKey: false, altKey: false, shiftKey: false, key: '', code: '', ...change });

  it('stands for a format, whatever it writes together with Shift', () => {
    expect(formatOf(key({ key: 'e' }), false)).toBe('code');
    expect(formatOf(key({ ctrlKey: false, metaKey: true, key: 'b' }), false)).toBe('bold');
    expect(formatOf(key({ shiftKey: true, key: '/', code: 'Digit7' }), false)).toBe('numbers');
    expect(formatOf(key({ ctrlKey: false, key: 'b' }), true)).toBeNull();
    expect(formatOf(key({ altKey: true, key: 'e' }), true)).toBeNull();
  });

  it('makes a link of what is selected, and finds a conversation where nothing is', () => {
    expect(formatOf(key({ key: 'k' }), true)).toBe('link');
    expect(formatOf(key({ key: 'k' }), false)).toBeNull();
  });
});
