import { describe, expect, it } from 'vitest';

import { parseBlocks } from '../../../core/formatting/blocks';
import type { Block, Inline } from '../../../core/formatting/tree';
import { markdownOf } from './markdown';

describe('formatted text as Markdown', () => {
  it.each([
    ['<p>one <b>two</b> three</p>', 'one **two** three'],
    ['<p>one<strong> two </strong>three</p>', 'one **two** three'],
    ['a <i>b</i> <em>c</em> <s>d</s> <code>e*f</code>', 'a *b c* ~~d~~ `e*f`'],
    ['<b><i>both</i></b>', '***both***'],
    ['<code>a`b</code>', '`` a`b ``'],
    ['<b>one</b><b> two</b>', '**one two**'],
    ['<b>one<br>two</b>', '**one**\n**two**'],
    ['<p>one</p><p><b>two</b></p>', 'one\n\n**two**'],
    ['<div>one</div><div><b>two</b></div>', 'one\n**two**'],
    ['<h2>Title</h2><p>text</p>', '**Title**\n\ntext'],
    ['<h2><b>Title</b></h2>', '**Title**'],
    ['one<hr><b>two</b>', 'one\n**two**'],
    // What the style says, and what it takes back: Google's documents, Word.
    ['<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">one</span><span style="font-weight:400"> two</span></p><p>three</p></b>', '**one** two\n\nthree'],
    ['<span style="font-style:italic;font-weight:600">x</span>', '***x***'],
    ['<span style="text-decoration:line-through">x</span>', '~~x~~'],
    ['<p class=MsoNormal>a<o:p></o:p></p><p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·<span>&nbsp;&nbsp; </span></span>one</p><p style="mso-list:l0 level2 lfo1"><span>o<span>&nbsp; </span></span>two</p>', 'a\n\n- one\n   - two'],
    ['<p style="mso-list:l0 level1 lfo1">1.<span>&nbsp; </span>first</p><p style="mso-list:l0 level1 lfo1">2.<span>&nbsp; </span>second</p>', '1. first\n2. second'],
    // Links.
    ['<a href="https://e.com/x">the wiki</a>', '[the wiki](https://e.com/x)'],
    ['<a href="https://e.com/x">https://e.com/x</a>', 'https://e.com/x'],
    ['<a href="https://e.com/">https://e.com</a>', 'https://e.com/'],
    ['<a href="mailto:a@e.com">a@e.com</a>', 'a@e.com'],
    ['<a href="https://e.com/a)b"><b>x</b></a>', '[x](https://e.com/a%29b)'],
    ['<a href="https://e.com/a(b)">x</a>', '[x](https://e.com/a(b))'],
    ['<a href="https://e.com">[1]</a>', '[1] (https://e.com)'],
    ['<a href="javascript:alert(1)">x</a>', 'x'],
    ['<a href="/relative">x</a>', 'x'],
    // Lists.
    ['<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>', '- one\n- two\n   - three'],
    ['<ol start="3"><li><p>one</p></li><li><p>two</p><p>more</p></li></ol>', '3. one\n4. two\n   more'],
    ['<ul><li>one</li><ul><li>two</li></ul><li>three</li></ul>', '- one\n   - two\n- three'],
    ['<p>before</p><ul><li>one</li></ul><p>after</p>', 'before\n\n- one\n\nafter'],
    // Quotes and code.
    ['<blockquote><p>one</p><p>two</p></blockquote>after', '> one\n>\n> two\n\nafter'],
    ['<pre><code>a\n  b\n</code></pre>', '```\na\n  b\n```'],
    ['<meta charset="utf-8"><div style="font-family: Consolas, monospace;white-space: pre;"><div><span style="color:#00f">if</span> a:</div><br><div>  <span>__init__</span>()</div></div>', '```\nif a:\n\n  __init__()\n```'],
    ['<pre>a<br>```</pre>', '````\na\n```\n````'],
    // Tables.
    ['<table><tr><th>Host</th><th>Up</th></tr><tr><td>srv|01</td><td>99.5 %</td></tr></table>', '| Host | Up |\n| --- | ---: |\n| srv\\|01 | 99.5 % |'],
    ['<table><tr><th>IP</th><th>Since</th><th>Size</th><th>Cost</th></tr><tr><td>10.0.0.1</td><td>28.11.2026</td><td>12 GB</td><td>1.234,56 €</td></tr></table>', '| IP | Since | Size | Cost |\n| --- | --- | ---: | ---: |\n| 10.0.0.1 | 28.11.2026 | 12 GB | 1.234,56 € |'],
    ['<table><tbody><tr><td colspan=2>a</td><td>b</td></tr><tr><td>1</td><td><b>x</b><br>y</td></tr></tbody></table>', '| a |  | b |\n| ---: | --- | --- |\n| 1 | **x** y |  |'],
    ['before<table><tr><td>a</td><td>b</td></tr></table>after', 'before\n\n| a | b |\n| --- | --- |\n\nafter'],
    ['<style>td{}</style><table><tr><td>only</td></tr><tr><td>one column</td></tr></table>', 'only\none column'],
    ['<table><tr><td><ul><li>layout</li></ul></td><td>b</td></tr></table>', '- layout\nb'],
    // Hidden, and said otherwise.
    ['<b>a</b><script>bad()</script><style>b{}</style><span style="display:none">c</span>', '**a**'],
    ['<b>a</b> <img alt="🎉" src="https://e.com/x.png">', '**a** 🎉'],
    ['<b>a</b>&nbsp;<span>b</span>\n   <span>c</span>', '**a** b c'],
    ['<p>C:\\temp\\*.log <b>x</b></p>', 'C:\\temp\\*.log **x**'],
    // Signs that are only text.
    ['<p>*not* <b>x</b> 2 * 3 * 4 and _so_ snake_case_name</p>', '\\*not* **x** 2 * 3 * 4 and \\_so_ snake_case_name'],
    ['<p>`tick` <b>x</b> ~~gone~~ ~ 5</p>', '\\`tick` **x** \\~~gone~~ ~ 5'],
    ['<p>5*<b>x</b>*</p>', '5\\***x***'],
    ['<b>a *b* c</b>', '**a \\*b\\* c**'],
    ['<h2>The *best*</h2>', '**The \\*best\\***'],
    ['<b>x</b> C:\\temp\\*a*\\b *c*', '**x** C:\\temp\\*a*\\b \\*c*'],
    ['<b>x</b> https://e.com/_a_/*b* and __init__.py', '**x** https://e.com/_a_/*b* and __init__.py'],
    ['<b>x</b> a \\*b', '**x** a \\\\*b'],
    ['<b>x</b> [a](https://e.com)', '**x** \\[a](https://e.com)'],
    ['<code>*a*</code> *a*', '`*a*` \\*a*'],
    ['<p><b>x</b></p><p>```</p><p>y</p>', '**x**\n\n\\```\n\ny'],
    ['<a href="https://e.com/*a*">https://e.com/*a*</a> <b>x</b>', 'https://e.com/*a* **x**'],
    ['<table><tr><td>*a*</td><td>b</td></tr></table>', '| \\*a* | b |\n| --- | --- |'],
  ])('%j', (html, expected) => {
    expect(markdownOf(html)).toBe(expected);
  });

  it.each([
    'plain',
    '<meta charset="utf-8"><span style="color:red;font-weight:400">plain</span>',
    '<div style="white-space: pre;font-family:Consolas"><div><span style="font-weight: bold">const</span> a = 1;</div></div>',
    '<p>two</p><p>paragraphs</p>',
    '<b> </b>',
    '<img src="x.png">',
  ])('is none where the plain text says as much: %j', (html) => {
    expect(markdownOf(html)).toBeNull();
  });

  it.each([
    ['<p>*text*</p>', '*text*', '\\*text*'],
    ['<meta charset="utf-8"><span style="color:red">~~gone~~ __init__</span>', '~~gone~~ __init__', '\\~~gone~~ __init__'],
    ['<p>a `b`</p><p>snake_case_name 2 * 3 * 4</p>', 'a `b`\n\nsnake_case_name 2 * 3 * 4', 'a \\`b`\n\nsnake_case_name 2 * 3 * 4'],
    ['<p>*a<br>b*</p>', '*a\nb*', '\\*a\nb*'],
    ['<p>[a](https://e.com)</p>', '[a](https://e.com)', '\\[a](https://e.com)'],
  ])('shows the signs of a text without formatting as they are: %j', (html, plain, expected) => {
    expect(markdownOf(html, plain)).toBe(expected);
  });

  it.each([
    ['<p>[INFO] disk_usage 2 * 3</p>', '[INFO] disk_usage 2 * 3'],
    // Of an editor of code, Markdown is often what is meant.
    ['<div style="white-space: pre"><div><span>**bold**</span></div></div>', '**bold**'],
    [`<p>${'*a* '.repeat(50)}</p>`, '*a* '.repeat(50)],
  ])('leaves the plain text alone: %j', (html, plain) => {
    expect(markdownOf(html, plain)).toBeNull();
  });

  it('reads as it was written, whatever signs are in it', () => {
    let seed = 20261129;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const parts = ['*', '*', '**', '_', '_', '__', '`', '``', '~~', '~', '\\_', ' ', ' ', 'a', 'Bc', '3', '.', '(', ')', 'ö', ' [x](https://e.com) ', ' https://e.com/a_b '];
    const textOf = (nodes: readonly (Block | Inline)[]): string =>
      nodes.map((node) => ('children' in node && node.children ? textOf(node.children) : node.kind === 'break' ? '\n' : 'text' in node ? String(node.text) : '')).join('');
    for (let round = 0; round < 3000; round += 1) {
      const text = `a${Array.from({ length: 1 + random(12) }, () => parts[random(parts.length)]).join('')}`.replace(/ +/g, ' ').trimEnd();
      const holder = document.createElement('p');
      holder.textContent = text;
      const markdown = markdownOf(`<p><b>x</b></p>${holder.outerHTML}`) ?? '';
      const blocks = parseBlocks(markdown);
      expect([text, markdown, textOf(blocks.slice(1))]).toEqual([text, markdown, text]);
      const plain = markdownOf(holder.outerHTML, text) ?? text;
      expect([text, plain, textOf(parseBlocks(plain))]).toEqual([text, plain, text]);
    }
  });

  it('runs and loads nothing', () => {
    expect(markdownOf('<b>a</b><img src=x onerror="globalThis.hurt = true">')).toBe('**a**');
    expect('hurt' in globalThis).toBe(false);
  });

  it('reads a long page, and marks within marks', () => {
    const html = `<div>${'<p>one <b>two</b> <span style="font-weight:700">three</span></p>'.repeat(300)}</div>`;
    expect(markdownOf(html)?.split('\n\n')).toHaveLength(300);
    expect(markdownOf('<b>'.repeat(400) + 'deep')).toBe('**deep**');
  });
});
