import { describe, expect, it } from 'vitest';

import { parseBlocks } from './blocks';
import { parseInline } from './inline';
import { safeHref } from './links';
import { plainText } from './plain';
import type { Mention } from '../protocol/generated';
import type { Block, Inline, Item } from './tree';

const text = (value: string): Inline => ({ kind: 'text', text: value });
const bold = (value: string): Inline => ({ kind: 'bold', children: [text(value)] });
const link = (href: string, words = href): Inline => ({ kind: 'link', href, text: words });
const bare = link('https://e.com/x');
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
    ['the __init__ of App fails, as does __main__', [text('the __init__ of App fails, as does __main__')]],
    ['  File "app.py", line 5, in __exit__', [text('  File "app.py", line 5, in __exit__')]],
    ['see __init__.py, self.__dict__ and __str__()', [text('see __init__.py, self.__dict__ and __str__()')]],
    ['a __word__. And __more__', [text('a '), bold('word'), text('. And '), bold('more')]],
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
    ['***both***', [{ kind: 'italic', children: [bold('both')] }]],
    ['***a** b*', [{ kind: 'italic', children: [bold('a'), text(' b')] }]],
    ['**a *b***', [{ kind: 'bold', children: [text('a '), { kind: 'italic', children: [text('b')] }] }]],
    ['__a__ _b_', [bold('a'), text(' '), { kind: 'italic', children: [text('b')] }]],
    ['~~~a~~~ ~b~', [text('~~~a~~~ ~b~')]],
    ['请**注意**看', [text('请'), bold('注意'), text('看')]],
    ['**注意。**看', [bold('注意。'), text('看')]],
    ['안녕**중요**합니다', [text('안녕'), bold('중요'), text('합니다')]],
    ['请_注意_看', [text('请_注意_看')]],
    ['😀*a*😀', [text('😀'), { kind: 'italic', children: [text('a')] }, text('😀')]],
    ['``a ` b`` ` c', [{ kind: 'code', text: 'a ` b' }, text(' ` c')]],
    ['`` `a` ``', [{ kind: 'code', text: '`a`' }]],
    ['``open `a`', [text('``open '), { kind: 'code', text: 'a' }]],
    ['*a `*` b*', [{ kind: 'italic', children: [text('a '), { kind: 'code', text: '*' }, text(' b')] }]],
    ['[l](https://e.com/q?a=(b)&c=d).', [{ kind: 'link', href: 'https://e.com/q?a=(b)&c=d', text: 'l' }, text('.')]],
    ['([l]( https://e.com/a_(b) ))', [text('('), { kind: 'link', href: 'https://e.com/a_(b)', text: 'l' }, text(')')]],
    ['[a] [l](https://e.com)', [text('[a] '), link('https://e.com/', 'l')]],
    ['„https://e.com/x“, »https://e.com/x«', [text('„'), bare, text('“, »'), bare, text('«')]],
    ['「https://e.com/x」‘https://e.com/x’', [text('「'), bare, text('」‘'), bare, text('’')]],
    ['请看https://e.com/x。谢谢', [text('请看'), bare, text('。谢谢')]],
    ['****', [text('****')]],
    ['', []],
  ])('reads %j', (source, expected) => {
    expect(parseInline(source)).toEqual(expected);
  });
});

describe('a backslash', () => {
  it.each([
    String.raw`\\srv01\_install\*.msi`,
    String.raw`C:\temp\*.log and C:\temp\_a_\x`,
    String.raw`(C:\Program Files (x86)\_install\*.log)`,
    String.raw`"%TEMP%\_a_\*" .\_b_ ..\*.c`,
    String.raw`DOMAIN\_svc_\x srv01\_install\*.msi`,
    String.raw`C:\\temp\\*`,
    String.raw`a\b \d+\.\d+ \(x\) 50\%`,
    String.raw`[x\]`,
  ])('stays in %s', (source) => {
    expect(parseInline(source)).toEqual([text(source)]);
  });

  it.each([
    [String.raw`\*kept\*`, '*kept*'],
    [String.raw`snake\_case \_it\_`, 'snake_case _it_'],
    [String.raw`\\ \# \@bob \~~x\~~`, String.raw`\ # @bob ~~x~~`],
    [String.raw`1\. one`, '1. one'],
    [String.raw`\- no item`, '- no item'],
    [String.raw`\[l](https://e.com)`, '[l]('],
  ])('takes the meaning from a sign in %s', (source, expected) => {
    expect(parseInline(source)[0]).toEqual(text(expected));
  });

  it('in a path leaves alone what is formatted around it', () => {
    expect(parseInline(String.raw`**C:\temp** *\\srv\a*`)).toEqual([
      bold(String.raw`C:\temp`),
      text(' '),
      { kind: 'italic', children: [text(String.raw`\\srv\a`)] },
    ]);
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

  it('are painted in code, too, if the server found them there', () => {
    const source = '```\na @bob \uE000\n```';
    expect(parseBlocks(source, [{ userId: 'bob', start: 6, length: 4 }])).toEqual([
      { kind: 'code_block', language: '', text: 'a @bob \uE000', children: [text('a '), mention(), text(' \uE000')] },
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
        items: [item('one'), { text: [{ kind: 'bold', children: [text('two')] }], inner: [] }],
      },
      { kind: 'list', ordered: true, items: [{ number: 3, ...item('three') }] },
      { kind: 'code_block', language: 'js', text: '**x**' },
      { kind: 'paragraph', children: [text('end')] },
    ]);
  });

  it('keeps the numbers of a list, spaces, and every blank line but one', () => {
    const [list] = parseBlocks('1. a\n2. b\n10. c');
    expect(list?.kind === 'list' && list.items.map(({ number }) => number)).toEqual([1, 2, 10]);
    expect(parseBlocks('  a   b\n\tc')).toEqual([
      { kind: 'paragraph', children: [text('  a   b'), { kind: 'break' }, text('\tc')] },
    ]);
    const paragraph = (...children: Inline[]): Block => ({ kind: 'paragraph', children });
    expect(parseBlocks('a\n\nb\n \n\n\nc\n\n')).toEqual([
      paragraph(text('a')),
      paragraph(text('b')),
      paragraph({ kind: 'break' }, { kind: 'break' }),
      paragraph(text('c')),
    ]);
  });

  it('reads fences of four and of tildes', () => {
    const code = (value: string): Block => ({ kind: 'code_block', language: '', text: value });
    expect(parseBlocks('````\n```\na\n```\n````')).toEqual([code('```\na\n```')]);
    expect(parseBlocks('~~~\n```\na\n~~~~')).toEqual([code('```\na')]);
  });

  it.each(['>', '> \n>', '>>', '>\u3164', '>\u200B\n>\u2800', '```\n```', '```', '****', '~~~\n\n~~~'])('shows as written what has nothing in it: %j', (source) => {
    const shown = parseBlocks(source).map((block) => (block.kind === 'paragraph' ? plainOf(block.children) : block.kind));
    expect(shown.join('')).toBe(source.replace(/\s/g, ''));
  });

  it('keeps what is indented below an item with it', () => {
    const list = (items: Item[], ordered = false): Block => ({ kind: 'list', ordered, items });
    expect(parseBlocks('- a\n  - b\n    1. c\n  - d\n- e\n\tf')).toEqual<Block[]>([
      list([
        item('a', list([item('b', list([{ number: 1, ...item('c') }], true)), item('d')])),
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

function plainOf(nodes: readonly Inline[]): string {
  return nodes.map((node) => ('text' in node ? node.text.trim() : '')).join('');
}

function hrefsOf(blocks: readonly Block[]): string[] {
  const found: string[] = [];
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === 'href' && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}
