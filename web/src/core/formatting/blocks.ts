// Formatting across lines: paragraphs, quotes, lists and code blocks.

import type { Mention } from '../protocol/generated';
import { parseInline } from './inline';
import { withMarks, withoutMarks, type MentionNode } from './mentions';
import type { Block, Inline, Item } from './tree';

const FENCE = /^\s{0,3}```\s*([\w+#.-]{0,30})\s*$/;
const FENCE_END = /^\s{0,3}```\s*$/;
const QUOTE = /^\s{0,3}>\s?/;
const BULLET = /^\s{0,3}[-*•]\s+(?=\S)/;
const NUMBER = /^\s{0,3}(\d{1,6})[.)]\s+(?=\S)/;
const DEEPEST = 4;

/**
 * Reads a whole message, with the mentions that the server found in it. Never throws: what cannot be
 * read as formatting is a paragraph.
 */
export function parseBlocks(source: string, mentions: readonly Mention[] = []): Block[] {
  const { marked, nodes } = withMarks(source, mentions);
  return new BlockReader(marked.replace(/\r\n?/g, '\n').split('\n'), 0, nodes).read();
}

class BlockReader {
  #line = 0;

  constructor(
    private readonly lines: readonly string[],
    private readonly depth: number,
    private readonly mentions: readonly MentionNode[],
  ) {}

  read(): Block[] {
    const blocks: Block[] = [];
    while (this.#line < this.lines.length) {
      const block = this.#block();
      if (block !== null) blocks.push(block);
    }
    return blocks;
  }

  #block(): Block | null {
    const line = this.lines[this.#line] ?? '';
    if (line.trim() === '') {
      this.#line += 1;
      return null;
    }
    return (
      this.#oneLineFence(line) ??
      this.#codeBlock(line) ??
      this.#quote(line) ??
      this.#list(line, BULLET, false) ??
      this.#list(line, NUMBER, true) ??
      this.#paragraph()
    );
  }

  /** "```code```" on a line of its own. */
  #oneLineFence(line: string): Block | null {
    const trimmed = line.trim();
    if (trimmed.length <= 6 || !trimmed.startsWith('```') || !trimmed.endsWith('```')) return null;
    const text = trimmed.slice(3, -3);
    if (text.includes('```')) return null;
    this.#line += 1;
    return { kind: 'code_block', language: '', text: withoutMarks(text, this.mentions) };
  }

  #codeBlock(line: string): Block | null {
    const language = FENCE.exec(line)?.[1];
    if (language === undefined) return null;
    const start = this.#line + 1;
    let end = start;
    while (end < this.lines.length && !FENCE_END.test(this.lines[end] ?? '')) end += 1;
    // A fence that never ends is still meant as code.
    this.#line = end + 1;
    const text = withoutMarks(this.lines.slice(start, end).join('\n'), this.mentions);
    return { kind: 'code_block', language, text };
  }

  #quote(line: string): Block | null {
    if (!QUOTE.test(line) || this.depth >= DEEPEST) return null;
    const quoted: string[] = [];
    while (this.#line < this.lines.length && QUOTE.test(this.lines[this.#line] ?? '')) {
      quoted.push((this.lines[this.#line] ?? '').replace(QUOTE, ''));
      this.#line += 1;
    }
    return { kind: 'quote', children: this.#inside(quoted) };
  }

  #list(line: string, marker: RegExp, ordered: boolean): Block | null {
    if (!marker.test(line)) return null;
    const start = ordered ? Number(NUMBER.exec(line)?.[1] ?? 1) : 1;
    const items: Item[] = [];
    for (let item = line; marker.test(item); item = this.lines[this.#line] ?? '') {
      this.#line += 1;
      const inner = this.#indentedBelow(item);
      items.push({ text: this.#inline(item.replace(marker, '')), inner: this.#inside(inner) });
    }
    return { kind: 'list', ordered, start, items };
  }

  /** The lines that go with an item: as far as they stand further in than it does. */
  #indentedBelow(item: string): string[] {
    const first = indentOf(this.lines[this.#line]);
    const inner: string[] = [];
    if (this.depth >= DEEPEST) return inner;
    for (;;) {
      const line = this.lines[this.#line];
      const indent = indentOf(line);
      if (line === undefined || indent === line.length || widthOf(line) < widthOf(item) + 2) return inner;
      inner.push(line.slice(Math.min(first, indent)));
      this.#line += 1;
    }
  }

  #paragraph(): Block {
    const start = this.#line;
    this.#line += 1;
    while (this.#line < this.lines.length && !this.#startsBlock(this.lines[this.#line] ?? '')) {
      this.#line += 1;
    }
    const text = this.lines.slice(start, this.#line).join('\n');
    return { kind: 'paragraph', children: this.#inline(text) };
  }

  #inside(lines: readonly string[]): Block[] {
    return new BlockReader(lines, this.depth + 1, this.mentions).read();
  }

  #inline(text: string): Inline[] {
    return parseInline(text, this.mentions);
  }

  #startsBlock(line: string): boolean {
    if (line.trim() === '' || FENCE.test(line) || BULLET.test(line) || NUMBER.test(line)) return true;
    return QUOTE.test(line) && this.depth < DEEPEST;
  }
}

function indentOf(line = ''): number {
  return line.search(/\S|$/);
}

/** A tab stands as far in as an item below it does. */
function widthOf(line: string): number {
  return indentOf(line.replace(/\t/g, '  '));
}
