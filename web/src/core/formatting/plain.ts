// Formatted text as one plain line, for previews, titles and announcements.

import { parseBlocks } from './blocks';
import { readTable } from './tables';
import type { Block, Inline } from './tree';

const LONGEST = 200;

export function plainText(source: string): string {
  const text = parseBlocks(source.slice(0, 2000), [], readTable).map(ofBlock).join(' ').replace(/\s+/g, ' ').trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function ofBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return ofInline(block.children);
    case 'quote':
      return block.children.map(ofBlock).join(' ');
    case 'list':
      return block.items.map((item) => [item.number === undefined ? '•' : `${item.number}.`, ofInline(item.text), ...item.inner.map(ofBlock)].join(' ')).join(' ');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(ofInline).join(' ')).join(' ');
    case 'code_block':
      return block.text;
  }
}

function ofInline(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.kind) {
        case 'bold':
        case 'italic':
        case 'strike':
          return ofInline(node.children);
        case 'channel':
          return `#${node.name}`;
        case 'break':
          return ' ';
        case 'mention':
        case 'text':
        case 'code':
        case 'link':
          return node.text;
      }
    })
    .join('');
}
