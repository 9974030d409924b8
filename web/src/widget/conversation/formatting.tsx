/** @jsxImportSource preact */
// A formatted text as nodes, never as HTML.
// oxlint-disable react/jsx-key -- a text never moves its parts: it is replaced as a whole

import type { VNode } from 'preact';

import { parseBlocks } from '../../core/formatting/blocks';
import { ticketRuns } from '../../core/formatting/tickets';
import type { Block, Inline } from '../../core/formatting/tree';
import { personCalled } from '../../core/store/selectors';
import type { LiveState } from '../../core/store/state';
import type { Written } from './Text';
import { pageLink } from '../panel/context';

export { default as css } from './formatting.css?inline';

/** Messages as they were read: every key pressed renders all of them again. */
let known = new WeakMap<object, Block[]>();
let tables: typeof import('./tables') | undefined;

/** Shows tables from now on; until then they are the text that they were written as. */
export function add(parts: typeof tables): void {
  tables = parts;
  known = new WeakMap();
}

/** Who reads it, and where the page is. */
interface Reading {
  state: LiveState;
  page: string;
}

export function formatted(message: Written, state: LiveState, page: string): (VNode | undefined)[] {
  const blocks = known.get(message) ?? parseBlocks(message.text, message.mentions, tables?.read);
  known.set(message, blocks);
  return blocksOf(blocks, { state, page });
}

function blocksOf(blocks: readonly Block[], reading: Reading): (VNode | undefined)[] {
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

function inlineOf(nodes: readonly Inline[], reading: Reading): (VNode | string)[] {
  const { state, page } = reading;
  return nodes.flatMap<VNode | string>((node) => {
    switch (node.kind) {
      case 'text':
        return state.tickets ? ticketRuns(node.text).map(({ text, number }) => (number === null ? text : <a {...pageLink(`${page}/tickets/${number}`)}>{text}</a>)) : node.text;
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
