// Formatted text as plain lines, for what shows no formatting: without the marks, with everything that they mark.

import { parseBlocks } from './blocks';
import { readTable } from './tables';
import type { Block, Inline } from './tree';

export function plainLines(source: string): string {
  return joined(parseBlocks(source, [], readTable)).replace(/^\n+|\s+$/gu, '');
}

/** A line is left free, but not between a paragraph and what it introduces. */
function joined(blocks: readonly Block[]): string {
  return blocks.map((block, index) => (index === 0 ? '' : introduces(blocks[index - 1], block) ? '\n' : '\n\n') + ofBlock(block)).join('');
}

const introduces = (before: Block | undefined, { kind }: Block): boolean => before?.kind === 'paragraph' && kind !== 'paragraph' && kind !== 'quote';

function ofBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return ofInline(block.children);
    case 'quote':
      return indented(joined(block.children), '> ', '> ');
    case 'list':
      return block.items
        .map(({ number, text, inner }) => {
          const mark = number === undefined ? '- ' : `${number}. `;
          return indented([ofInline(text), ...inner.map(ofBlock)].join('\n'), mark, ' '.repeat(mark.length));
        })
        .join('\n');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(ofInline).join(' | ')).join('\n');
    case 'code_block':
      return block.children === undefined ? block.text : ofInline(block.children);
  }
}

function indented(text: string, first: string, others: string): string {
  return text.split('\n').map((line, index) => `${index === 0 ? first : others}${line}`).join('\n');
}

function ofInline(nodes: readonly Inline[]): string {
  return nodes.map(ofNode).join('');
}

function ofNode(node: Inline): string {
  switch (node.kind) {
    case 'bold':
    case 'italic':
    case 'strike':
      return ofInline(node.children);
    case 'channel':
      return `#${node.name}`;
    case 'break':
      return '\n';
    case 'link':
      return node.text === node.href ? node.text : `${node.text} (${node.href})`;
    case 'mention':
    case 'text':
    case 'code':
      return node.text;
  }
}
