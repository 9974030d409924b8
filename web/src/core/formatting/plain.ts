// Formatted text as one plain line, for previews, titles and announcements.

import type { Mention } from '../protocol/generated';
import { parseBlocks } from './blocks';
import { readTable } from './tables';
import type { Block, Inline } from './tree';

const LONGEST = 200;

/** The name of a person, where it is known. */
export type Naming = (username: string) => string | undefined;

/** `mentions` are those that the server found; with `nameOf` they read as in the conversation. */
export function plainText(source: string, mentions: readonly Mention[] = [], nameOf: Naming = () => undefined): string {
  const lines = parseBlocks(source.slice(0, 2000), mentions, readTable).map((block) => ofBlock(block, nameOf));
  const text = lines.join(' ').replace(/\s+/g, ' ').trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function ofBlock(block: Block, nameOf: Naming): string {
  const blockText = (inner: Block): string => ofBlock(inner, nameOf);
  const inlineText = (nodes: readonly Inline[]): string => ofInline(nodes, nameOf);
  switch (block.kind) {
    case 'paragraph':
      return inlineText(block.children);
    case 'quote':
      return block.children.map(blockText).join(' ');
    case 'list':
      return block.items.map((item) => [item.number === undefined ? '•' : `${item.number}.`, inlineText(item.text), ...item.inner.map(blockText)].join(' ')).join(' ');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(inlineText).join(' ')).join(' ');
    case 'code_block':
      return block.children === undefined ? block.text : inlineText(block.children);
  }
}

function ofInline(nodes: readonly Inline[], nameOf: Naming): string {
  return nodes
    .map((node) => {
      switch (node.kind) {
        case 'bold':
        case 'italic':
        case 'strike':
          return ofInline(node.children, nameOf);
        case 'channel':
          return `#${node.name}`;
        case 'break':
          return ' ';
        case 'mention': {
          const name = node.group === undefined ? nameOf(node.username) : undefined;
          return name === undefined ? node.text : `@${name}`;
        }
        case 'text':
        case 'code':
        case 'link':
          return node.text;
      }
    })
    .join('');
}
