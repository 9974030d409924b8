/** @jsxImportSource preact */
// A formatted text as nodes, never as HTML.
// oxlint-disable react/jsx-key -- a text never moves its parts: it is replaced as a whole

import type { VNode } from 'preact';

import { parseBlocks } from '../../core/formatting/blocks';
import type { Block, Inline } from '../../core/formatting/tree';
import { personCalled } from '../../core/store/selectors';
import type { Written } from './Text';
import type { LiveContext } from './context';

export { default as css } from './formatting.css?inline';

/** Messages as they were read: every key pressed renders all of them again. */
let known = new WeakMap<object, Block[]>();
let tables: typeof import('./tables') | null;
let tickets: typeof import('./tickets') | null;

/** Shows tables and the numbers of tickets from now on; until then they are the text that they were written as. */
export function add(...parts: [typeof tables, typeof tickets]): void {
  [tables, tickets] = parts;
  known = new WeakMap();
}

export function formatted(message: Written, context: LiveContext): (VNode | undefined)[] {
  const blocks = known.get(message) ?? parseBlocks(message.text, message.mentions, tables?.read);
  known.set(message, blocks);
  return blocksOf(blocks, context);
}

function blocksOf(blocks: readonly Block[], reading: LiveContext): (VNode | undefined)[] {
  return blocks.map((block) => {
    switch (block.kind) {
      case 'paragraph':
        return <p>{inlineOf(block.children, reading)}</p>;
      case 'quote':
        return <blockquote>{blocksOf(block.children, reading)}</blockquote>;
      case 'list': {
        const List = block.ordered ? 'ol' : 'ul';
        return (
          <List>
            {block.items.map(({ number, text, inner }) => (
              <li value={number}>
                {inlineOf(text, reading)}
                {blocksOf(inner, reading)}
              </li>
            ))}
          </List>
        );
      }
      case 'code_block':
        return (
          <pre>
            <code>{block.children ? inlineOf(block.children, reading) : block.text}</code>
          </pre>
        );
      default:
        return tables?.node(block, (cell) => inlineOf(cell, reading));
    }
  });
}

function inlineOf(nodes: readonly Inline[], reading: LiveContext): (VNode | string)[] {
  const { state } = reading;
  return nodes.flatMap<VNode | string>((node) => {
    switch (node.kind) {
      case 'text':
        return tickets && state.tickets ? tickets.numbersIn(node.text, reading) : node.text;
      case 'bold':
        return <strong>{inlineOf(node.children, reading)}</strong>;
      case 'italic':
        return <em>{inlineOf(node.children, reading)}</em>;
      case 'strike':
        return <s>{inlineOf(node.children, reading)}</s>;
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
