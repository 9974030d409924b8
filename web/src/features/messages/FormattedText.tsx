// A message's words as React nodes. Nothing here, or anywhere, makes HTML of them.

import { memo, useMemo, type ReactNode } from 'react';

import { parseBlocks } from '../../core/formatting/blocks';
import type { Block, Inline } from '../../core/formatting/tree';
import { nameOf, personCalled } from '../../core/store/selectors';
import { useChat } from '../client/client';
import { useNavigate } from '../view/view';
import styles from './FormattedText.module.css';

const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*\s*){1,5}$/u;

export const FormattedText = memo(function FormattedText({ text }: { text: string }) {
  const blocks = useMemo(() => parseBlocks(text), [text]);
  const large = text.length < 40 && ONLY_EMOJI.test(text);
  return <div className={`${styles.text} ${large ? styles.large : ''}`}>{blocks.map(blockNode)}</div>;
});

function blockNode(block: Block, index: number): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p key={index}>{block.children.map(inlineNode)}</p>;
    case 'quote':
      return <blockquote key={index}>{block.children.map(blockNode)}</blockquote>;
    case 'code_block':
      return (
        // Long code scrolls sideways: the keyboard must be able to do that as well.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre key={index} tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'list': {
      const items = block.items.map((item, itemIndex) => <li key={itemIndex}>{item.map(inlineNode)}</li>);
      return block.ordered ? (
        <ol key={index} start={block.start}>
          {items}
        </ol>
      ) : (
        <ul key={index}>{items}</ul>
      );
    }
  }
}

function inlineNode(node: Inline, index: number): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'break':
      return <br key={index} />;
    case 'bold':
      return <strong key={index}>{node.children.map(inlineNode)}</strong>;
    case 'italic':
      return <em key={index}>{node.children.map(inlineNode)}</em>;
    case 'strike':
      return <s key={index}>{node.children.map(inlineNode)}</s>;
    case 'code':
      return <code key={index}>{node.text}</code>;
    case 'link':
      return (
        <a key={index} href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          {node.text}
        </a>
      );
    case 'mention':
      return <Mention key={index} username={node.username} />;
    case 'channel':
      return <ChannelLink key={index} name={node.name} />;
  }
}

const EVERYONE = new Set(['all', 'channel', 'here', 'everyone']);

function Mention({ username }: { username: string }) {
  const me = useChat((state) => state.me?.username);
  const known = useChat((state) => personCalled(state.people, username) !== undefined);
  const name = useChat((state) => nameOf(state.people, username));
  const everyone = EVERYONE.has(username);
  if (!known && !everyone) return `@${username}`;
  const mine = everyone || username === me;
  return (
    <span className={`${styles.mention} ${mine ? styles.mine : ''}`} title={`@${username}`}>
      @{name}
    </span>
  );
}

function ChannelLink({ name }: { name: string }) {
  const navigate = useNavigate();
  const channelId = useChat(
    (state) =>
      Object.values(state.channels).find(
        (channel) => channel.type !== 'direct' && channel.name.toLowerCase() === name.toLowerCase(),
      )?.id,
  );
  if (channelId === undefined) return `#${name}`;
  return (
    <a
      href={`/chat/c/${channelId}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate({ channelId, seq: null });
      }}
    >
      #{name}
    </a>
  );
}
