/** @jsxImportSource preact */
// A formatted text as nodes, never as HTML.
// oxlint-disable react/jsx-key -- a text never moves its parts: it is replaced as a whole

import type { VNode } from 'preact';

import { parseBlocks } from '../../core/formatting/blocks';
import type { Block, Inline } from '../../core/formatting/tree';
import { personCalled } from '../../core/store/selectors';
import type { LiveState } from '../../core/store/state';
import type { Written } from './Text';

/** Messages as they were read: every key pressed renders all of them again. */
let known = new WeakMap<object, Block[]>();
let tables: typeof import('./tables') | undefined;

/** Shows tables from now on; until then they are the text that they were written as. */
export function add(parts: typeof tables): void {
  tables = parts;
  known = new WeakMap();
}

export function formatted(message: Written, state: LiveState): (VNode | undefined)[] {
  const blocks = known.get(message) ?? parseBlocks(message.text, message.mentions, tables?.read);
  known.set(message, blocks);
  return blocksOf(blocks, state);
}

function blocksOf(blocks: readonly Block[], state: LiveState): (VNode | undefined)[] {
  return blocks.map((block) => {
    switch (block.kind) {
      case 'paragraph':
        return <p>{inlineOf(block.children, state)}</p>;
      case 'quote':
        return <blockquote>{blocksOf(block.children, state)}</blockquote>;
      case 'list': {
        const List = block.ordered ? 'ol' : 'ul';
        return (
          <List>
            {block.items.map(({ number, text, inner }) => (
              <li value={number}>
                {inlineOf(text, state)}
                {blocksOf(inner, state)}
              </li>
            ))}
          </List>
        );
      }
      case 'code_block':
        return (
          <pre>
            <code>{block.children ? inlineOf(block.children, state) : block.text}</code>
          </pre>
        );
      default:
        return tables?.node(block, (cell) => inlineOf(cell, state));
    }
  });
}

function inlineOf(nodes: readonly Inline[], state: LiveState): (VNode | string)[] {
  return nodes.map((node) => {
    switch (node.kind) {
      case 'text':
        return node.text;
      case 'bold':
        return <strong>{inlineOf(node.children, state)}</strong>;
      case 'italic':
        return <em>{inlineOf(node.children, state)}</em>;
      case 'strike':
        return <s>{inlineOf(node.children, state)}</s>;
      case 'code':
        return <code>{node.text}</code>;
      case 'link':
        return (
          <a href={node.href} target="_blank" rel="noreferrer">
            {node.text}
          </a>
        );
      case 'mention': {
        const name = personCalled(state.people, node.username)?.displayName;
        return <b class={node.username === state.me?.username ? 'at me' : 'at'}>{name ? `@${name}` : node.text}</b>;
      }
      case 'channel':
        return <b class="at">#{node.name}</b>;
      default:
        return <br />;
    }
  });
}
