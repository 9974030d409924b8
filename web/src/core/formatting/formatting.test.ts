import { describe, expect, it } from 'vitest';

import { parseBlocks } from './blocks';
import { parseInline } from './inline';
import { safeHref } from './links';
import { plainText } from './plain';
import type { Mention } from '../protocol/generated';
import type { Block, Inline, Item } from './tree';

const text = (value: string): Inline => ({ kind: 'text', text: value });
const item = (value: string, ...inner: Block[]): Item => ({ text: [text(value)], inner });

describe('inline formatting', () => {
  it.each<[string, Inline[]]>([
    ['plain', [text('plain')]],
    ['**bold**', [{ kind: 'bold', children: [text('bold')] }]],
    ['*it* and _it_', [
      { kind: 'italic', children: [text('it')] },
      text(' and '),
      { kind: 'italic', children: [text('it')] },
    ]],
    ['~~gone~~', [{ kind: 'strike', children: [text('gone')] }]],
    ['**a *b* c**', [
      { kind: 'bold', children: [text('a '), { kind: 'italic', children: [text('b')] }, text(' c')] },
    ]],
    ['`**not bold**`', [{ kind: 'code', text: '**not bold**' }]],
    ['snake_case_name', [text('snake_case_name')]],
    ['2 * 3 * 4', [text('2 * 3 * 4')]],
    [String.raw`\*kept\*`, [text('*kept*')]],
    ['2*3*4', [text('2*3*4')]],
    ['a**b**c, f*(x)*', [text('a**b**c, f*(x)*')]],
    ['(*it*), *it*!', [
      text('('),
      { kind: 'italic', children: [text('it')] },
      text('), '),
      { kind: 'italic', children: [text('it')] },
      text('!'),
    ]],
    ['ask a_b.c+d@mail.example.com.', [
      text('ask '),
      { kind: 'link', href: 'mailto:a_b.c+d@mail.example.com', text: 'a_b.c+d@mail.example.com' },
      text('.'),
    ]],
    ['bob@desk', [text('bob@desk')]],
    ['@bob, @@bob. and @', [text('@bob, @@bob. and @')]],
    ['see www.example.com/a, not www.a or awww.b.c', [
      text('see '),
      { kind: 'link', href: 'https://www.example.com/a', text: 'www.example.com/a' },
      text(', not www.a or awww.b.c'),
    ]],
    ['see #general.', [text('see '), { kind: 'channel', name: 'general' }, text('.')]],
    ['#émeute', [{ kind: 'channel', name: 'émeute' }]],
    ['a\nb', [text('a'), { kind: 'break' }, text('b')]],
    ['go to https://example.com/a?b=1.', [
      text('go to '),
      { kind: 'link', href: 'https://example.com/a?b=1', text: 'https://example.com/a?b=1' },
      text('.'),
    ]],
    ['(https://example.com/a_(b))', [
      text('('),
      { kind: 'link', href: 'https://example.com/a_(b)', text: 'https://example.com/a_(b)' },
      text(')'),
    ]],
    ['[docs](https://example.com)', [{ kind: 'link', href: 'https://example.com/', text: 'docs' }]],
    ['[x](javascript:alert(1))', [text('[x](javascript:alert(1))')]],
    ['**unclosed', [text('**unclosed')]],
    ['****', [text('****')]],
    ['', []],
  ])('reads %j', (source, expected) => {
    expect(parseInline(source)).toEqual(expected);
  });
});

describe('mentions', () => {
  /** The text between square brackets is what the server found; parsed as the one paragraph it is. */
  function read(marked: string): unknown[] {
    const mentions: Mention[] = [];
    const source = marked.replace(/\[(.*?)\]/g, (_all, name: string, at: number) => {
      mentions.push({ userId: 'bob', start: at - 2 * mentions.length, length: name.length });
      return name;
    });
    const [block] = parseBlocks(source, mentions);
    return block?.kind === 'paragraph' ? block.children : [block];
  }
  const mention = (written = '@bob'): Inline => ({ kind: 'mention', username: 'bob', text: written });

  it.each<[string, Inline[]]>([
    ['[@bob], and @bob', [mention(), text(', and @bob')]],
    ['请[@bob]看', [text('请'), mention(), text('看')]],
    ['😀 [@bob]', [text('😀 '), mention()]],
    ['[@Bob O_Neil_]!', [mention('@Bob O_Neil_'), text('!')]],
    ['_[@bob]_ and **[@bob]**', [
      { kind: 'italic', children: [mention()] },
      text(' and '),
      { kind: 'bold', children: [mention()] },
    ]],
    ['`a [@bob] b`', [text('`a '), mention(), text(' b`')]],
    ['https://example.com/[@bob]', [
      { kind: 'link', href: 'https://example.com/', text: 'https://example.com/' },
      mention(),
    ]],
    [String.raw`\[@bob]`, [text('\\'), mention()]],
    ['[@bob]@example.com', [mention(), text('@example.com')]],
  ])('stand where the server found them in %j', (source, expected) => {
    expect(read(source)).toEqual(expected);
  });

  it('stand in quotes, items and further lines, whatever ends a line', () => {
    const source = '> @bob\r\n- x\r\n  - @bob\r\n\r\nend @bob';
    const starts = [...source.matchAll(/@/g)].map(({ index }) => index);
    const blocks = parseBlocks(source, starts.map((start) => ({ userId: 'bob', start, length: 4 })));
    expect(JSON.stringify(blocks).match(/"mention"/g)).toHaveLength(3);
    expect(blocks.map(({ kind }) => kind)).toEqual(['quote', 'list', 'paragraph']);
  });

  it('leave code as it was written', () => {
    const source = '```\n@bob\n```';
    expect(parseBlocks(source, [{ userId: 'bob', start: 4, length: 4 }])).toEqual([
      { kind: 'code_block', language: '', text: '@bob' },
    ]);
  });

  it('are left out where they make no sense, and cannot be forged', () => {
    const bob = { userId: 'bob', start: 0, length: 4 };
    const odd = [bob, { userId: 'eve', start: 2, length: 3 }, { userId: 'kim', start: 90, length: 3 }];
    expect(parseBlocks('@bob', odd)).toEqual([{ kind: 'paragraph', children: [mention()] }]);
    const forged = '@bob \uFFFF\uE000';
    expect(JSON.stringify(parseBlocks(forged, [bob])).match(/"mention"/g)).toHaveLength(1);
  });
});

describe('blocks', () => {
  it('reads quotes, lists and code', () => {
    expect(parseBlocks('> said\n\n- one\n- **two**\n\n3. three\n```js\n**x**\n```\nend')).toEqual<Block[]>([
      { kind: 'quote', children: [{ kind: 'paragraph', children: [text('said')] }] },
      {
        kind: 'list',
        ordered: false,
        start: 1,
        items: [item('one'), { text: [{ kind: 'bold', children: [text('two')] }], inner: [] }],
      },
      { kind: 'list', ordered: true, start: 3, items: [item('three')] },
      { kind: 'code_block', language: 'js', text: '**x**' },
      { kind: 'paragraph', children: [text('end')] },
    ]);
  });

  it('keeps what is indented below an item with it', () => {
    const list = (items: Item[], ordered = false): Block => ({ kind: 'list', ordered, start: 1, items });
    expect(parseBlocks('- a\n  - b\n    1. c\n  - d\n- e\n\tf')).toEqual<Block[]>([
      list([
        item('a', list([item('b', list([item('c')], true)), item('d')])),
        item('e', { kind: 'paragraph', children: [text('f')] }),
      ]),
    ]);
    expect(parseBlocks(' - a\n- b\n\nc')).toHaveLength(2);
    expect(plainText('- a\n  - b\n- c')).toBe('• a • b • c');
  });

  it('takes an unclosed fence as code to the end', () => {
    expect(parseBlocks('```\n<script>\n')).toEqual([{ kind: 'code_block', language: '', text: '<script>\n' }]);
  });

  it('keeps every character of what it does not understand', () => {
    const hostile = '<img src=x onerror="alert(1)">';
    expect(plainText(hostile)).toBe(hostile);
  });
});

describe('addresses', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    ' https://example.com',
    '//example.com',
    'file:///etc/passwd',
    `https://example.com/${'a'.repeat(3000)}`,
    'https://',
  ])('refuses %j', (address) => {
    expect(safeHref(address)).toBeNull();
  });
});

describe('hostile input', () => {
  const longest = 5000;
  it.each([
    ['asterisks', '*a '.repeat(longest / 3)],
    ['opened pairs', '**a *b '.repeat(longest / 7)],
    ['underscores', '_'.repeat(longest)],
    ['brackets', '['.repeat(longest)],
    ['half links', '[a]('.repeat(longest / 4)],
    ['backticks', '`'.repeat(longest)],
    ['fences', '```\n'.repeat(longest / 4)],
    ['quotes', '>'.repeat(longest)],
    ['deep quotes', '> '.repeat(longest / 2)],
    ['newlines', '\n'.repeat(longest)],
    ['addresses', 'http://'.repeat(longest / 7)],
    ['closing brackets', `https://a.b/${')'.repeat(longest)}`],
    ['mentions', '@a'.repeat(longest / 2)],
    ['deep lists', Array.from({ length: 100 }, (_, depth) => `${' '.repeat(depth)}- a`).join('\n')],
    ['mailboxes', 'a.'.repeat(longest / 2) + '@b.'.repeat(200)],
    ['mixed', '*_~`[@#'.repeat(longest / 7)],
    ['lone surrogates', '\uD800*\uDC00'.repeat(longest / 3)],
  ])('reads %s without losing its way', (_name, source) => {
    // Twenty times each: a quadratic reader would run into the test's time limit.
    for (let round = 0; round < 20; round += 1) parseBlocks(source);
    expect(parseBlocks(source)).toBeInstanceOf(Array);
  });

  it('makes no link of anything but http, https and mailto, whatever surrounds it', () => {
    const pieces = ['[', '](', ')', 'javascript:', 'https://', '*', '`', ' ', 'x', '\n', 'data:', '<', '@', '&#106;'];
    let seed = 42;
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31);
    for (let round = 0; round < 2000; round += 1) {
      let source = '';
      for (let length = 0; length < 30; length += 1) source += pieces[random() % pieces.length] ?? '';
      for (const href of hrefsOf(parseBlocks(source))) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
    }
  });
});

function hrefsOf(blocks: readonly Block[]): string[] {
  const found: string[] = [];
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === 'href' && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}
