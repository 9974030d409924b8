// Formatting across lines: paragraphs, quotes, lists and code blocks.

import type { Mention } from '../protocol/generated';
import { parseInline } from './inline';
import { betweenMarks, MARK, withMarks, withoutMarks, type MentionNode } from './mentions';
import type { readTable } from './tables';
import type { Block, Inline, Item } from './tree';

const FENCE = /^\s{0,3}(`{3,}|~{3,})\s*([\w+#.-]{0,30})\s*$/;
const QUOTE = /^\s{0,3}>\s?/;
/** Nor is anything seen of these letters. */
const NOTHING_QUOTED = /^[\s>\u2800\p{Default_Ignorable_Code_Point}]*$/u;
const BULLET = /^\s{0,3}[-*•]\s+(?=\S)/;
const NUMBER = /^\s{0,3}(\d{1,6})[.)]\s+(?=\S)/;
const DEEPEST = 4;

/**
 * Reads a whole message, with the mentions that the server found in it. Never throws: what cannot be
 * read as formatting is a paragraph. `tables` is `readTable`, where tables are shown.
 */
export function parseBlocks(source: string, mentions: readonly Mention[] = [], tables?: typeof readTable): Block[] {
  const { marked, nodes } = withMarks(source, mentions);
  return new BlockReader(marked.replace(/\r\n?/g, '\n').split('\n'), 0, nodes, tables).read();
}

class BlockReader {
  #line = 0;

  constructor(
    private readonly lines: readonly string[],
    private readonly depth: number,
    private readonly mentions: readonly MentionNode[],
    private readonly tables: typeof readTable | undefined,
  ) {}

  read(): Block[] {
    const blocks: Block[] = [];
    while (this.#line < this.lines.length) {
      const block = this.#block();
      // Nothing in a paragraph: one blank line.
      if (block.kind !== 'paragraph' || block.children.length > 0) blocks.push(block);
    }
    return blocks;
  }

  #block(): Block {
    const line = this.lines[this.#line] ?? '';
    return (
      this.#blank(line) ??
      this.#oneLineFence(line) ??
      this.#codeBlock(line) ??
      this.#quote(line) ??
      this.#list(line, BULLET, false) ??
      this.#list(line, NUMBER, true) ??
      this.#table() ??
      this.#paragraph()
    );
  }

  /** One blank line parts blocks by itself; more of them are shown. */
  #blank(line: string): Block | null {
    if (line.trim() !== '') return null;
    const start = this.#line;
    while (this.lines[this.#line]?.trim() === '') this.#line += 1;
    const inside = start > 0 && this.#line < this.lines.length;
    const more = inside ? this.#line - start - 1 : 0;
    return { kind: 'paragraph', children: Array.from({ length: more }, () => ({ kind: 'break' })) };
  }

  /** "```code```" on a line of its own. */
  #oneLineFence(line: string): Block | null {
    const text = /^\s*```((?:(?!```).)+)```\s*$/.exec(line)?.[1];
    if (text === undefined) return null;
    this.#line += 1;
    return this.#code('', text);
  }

  #codeBlock(line: string): Block | null {
    const [, mark = '', language = ''] = FENCE.exec(line) ?? [];
    if (mark === '') return null;
    const start = this.#line + 1;
    let end = start;
    while (end < this.lines.length && !closes(this.lines[end] ?? '', mark)) end += 1;
    const text = this.lines.slice(start, end).join('\n');
    // Around nothing it is just what was written.
    if (text.trim() === '') return null;
    // A fence that never ends is still meant as code.
    this.#line = end + 1;
    return this.#code(language, text);
  }

  #code(language: string, text: string): Block {
    const block: Block = { kind: 'code_block', language, text: withoutMarks(text, this.mentions) };
    return text.includes(MARK) ? { ...block, children: betweenMarks(text, this.mentions) } : block;
  }

  #quote(line: string): Block | null {
    if (!QUOTE.test(line) || this.depth >= DEEPEST) return null;
    const quoted: string[] = [];
    let at = this.#line;
    for (; QUOTE.test(this.lines[at] ?? ''); at += 1) quoted.push((this.lines[at] ?? '').replace(QUOTE, ''));
    const written = this.lines.slice(this.#line, at).join('\n');
    this.#line = at;
    // A sign that quotes nothing is just that.
    if (NOTHING_QUOTED.test(written)) return { kind: 'paragraph', children: this.#inline(written) };
    return { kind: 'quote', children: this.#inside(quoted) };
  }

  #list(line: string, marker: RegExp, ordered: boolean): Block | null {
    if (!marker.test(line)) return null;
    const items: Item[] = [];
    for (let item = line; marker.test(item); item = this.lines[this.#line] ?? '') {
      this.#line += 1;
      const inner = this.#inside(this.#indentedBelow(item));
      const number = ordered ? { number: Number(NUMBER.exec(item)?.[1]) } : {};
      items.push({ ...number, text: this.#inline(item.replace(marker, '')), inner });
    }
    return { kind: 'list', ordered, items };
  }

  #table(): Block | null {
    const table = this.#tableHere();
    if (table) this.#line += table.lines;
    return table;
  }

  #tableHere() {
    return this.tables?.(this.lines, this.#line, (cell) => this.#inline(cell)) ?? null;
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
    return new BlockReader(lines, this.depth + 1, this.mentions, this.tables).read();
  }

  #inline(text: string): Inline[] {
    return parseInline(text, this.mentions);
  }

  #startsBlock(line: string): boolean {
    if (line.trim() === '' || FENCE.test(line) || BULLET.test(line) || NUMBER.test(line)) return true;
    return (QUOTE.test(line) && this.depth < DEEPEST) || !!this.#tableHere();
  }
}

function closes(line: string, mark: string): boolean {
  const end = line.trim();
  return end.length >= mark.length && end === mark.charAt(0).repeat(end.length) && indentOf(line) <= 3;
}

function indentOf(line = ''): number {
  return line.search(/\S|$/);
}

/** A tab stands as far in as an item below it does. */
function widthOf(line: string): number {
  return indentOf(line.replace(/\t/g, '  '));
}
