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
const known = new WeakMap<object, Block[]>();

export function formatted(message: Written, state: LiveState): VNode[] {
  const blocks = known.get(message) ?? parseBlocks(message.text, message.mentions);
  known.set(message, blocks);
  return blocksOf(blocks, state);
}

function blocksOf(blocks: readonly Block[], state: LiveState): VNode[] {
  return blocks.map((block) => {
    switch (block.kind) {
      case 'paragraph':
        return <p>{inlineOf(block.children, state)}</p>;
      case 'quote':
        return <blockquote>{blocksOf(block.children, state)}</blockquote>;
      case 'list': {
        const items = block.items.map(({ number, text, inner }) => (
          <li value={number}>
            {inlineOf(text, state)}
            {blocksOf(inner, state)}
          </li>
        ));
        return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
      }
      case 'code_block':
        return (
          <pre>
            <code>{block.children ? inlineOf(block.children, state) : block.text}</code>
          </pre>
        );
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
          <a href={node.href} target="_blank" rel="noopener noreferrer">
            {node.text}
          </a>
        );
      case 'mention': {
        const name = personCalled(state.people, node.username)?.displayName;
        return <b class={node.username === state.me?.username ? 'at me' : 'at'}>{name ? `@${name}` : node.text}</b>;
      }
      case 'channel':
        return <b class="at">#{node.name}</b>;
      case 'break':
        return <br />;
    }
  });
}
