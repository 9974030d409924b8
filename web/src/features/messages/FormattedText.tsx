// A message's words as React nodes. Nothing here, or anywhere, makes HTML of them.

import { memo, useMemo, type ReactNode } from 'react';

import { parseBlocks } from '../../core/formatting/blocks';
import { readTable } from '../../core/formatting/tables';
import type { Mention, MentionedGroup } from '../../core/protocol/generated';
import type { Block, Inline } from '../../core/formatting/tree';
import { useChat } from '../../shared/hooks/client';
import { useChannelCalled } from '../../shared/hooks/names/names';
import { placeAt, type Place } from '../../shared/hooks/view/address';
import { formatRoute } from '../../shared/hooks/view/route';
import { useGoTo } from '../../shared/hooks/view/view';
import { useRegistry, type Registry } from '../../shared/registry/registry';
import { namedIn } from '../../shared/words/gist';
import { Name } from '../../shared/ui/Name';
import { PersonLink } from '../../shared/ui/PersonLink';
import styles from './FormattedText.module.css';

const ONLY_EMOJI =
  /^(?:(?:\p{RI}{2}|[\d#*]\uFE0F?\u20E3|\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|[\u{E0020}-\u{E007F}]|\u200D\p{Extended_Pictographic})*)\s*){1,5}$/u;

const NONE: readonly Mention[] = [];

interface FormattedTextProps {
  text: string;
  /** None while the server has not read the text. */
  mentions?: readonly Mention[];
  /** What is said of the text behind its last word: the same element as long as it says the same. */
  note?: ReactNode;
}

export const FormattedText = memo(function FormattedText({ text, mentions = NONE, note }: FormattedTextProps) {
  const blocks = useMemo(() => parseBlocks(text, mentions, readTable), [text, mentions]);
  const large = text.length < 40 && ONLY_EMOJI.test(text);
  const last = blocks.at(-1);
  return (
    <div className={`${styles.text} ${large ? styles.large : ''}`} data-words>
      {blocks.slice(0, -1).map(blockNode)}
      {last?.kind === 'paragraph' ? (
        <p>
          {last.children.map(inlineNode)}
          {Boolean(note) && <> {note}</>}
        </p>
      ) : (
        <>
          {last !== undefined && blockNode(last, blocks.length)}
          {note}
        </>
      )}
    </div>
  );
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
          <code>{block.children?.map(inlineNode) ?? block.text}</code>
        </pre>
      );
    case 'table':
      return <Table key={index} table={block} />;
    case 'list': {
      const items = block.items.map(({ number, text, inner }, itemIndex) => (
        <li key={itemIndex} value={number}>
          {text.map(inlineNode)}
          {inner.map(blockNode)}
        </li>
      ));
      return block.ordered ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>;
    }
  }
}

function Table({ table: { sides, head, rows } }: { table: Extract<Block, { kind: 'table' }> }) {
  return (
    // As long code: a wide one scrolls sideways.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.table} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} style={{ textAlign: sides[column] }}>
                {cell.map(inlineNode)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} style={{ textAlign: sides[column] }}>
                  {cell.map(inlineNode)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inlineNode(node: Inline, index: number): ReactNode {
  switch (node.kind) {
    case 'text':
      return /-\d{6}-/.test(node.text) ? <Numbers key={index} text={node.text} /> : node.text;
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
        <Link key={index} href={node.href}>
          {node.text}
        </Link>
      );
    case 'mention':
      return node.group === undefined ? (
        <PersonMention key={index} username={node.username} written={node.text} />
      ) : (
        <GroupMention key={index} group={node.group} name={node.username} written={node.text} />
      );
    case 'channel':
      return <ChannelLink key={index} name={node.name} />;
  }
}

function Numbers({ text }: { text: string }) {
  const { TicketText } = useRegistry().views;
  return TicketText === undefined ? text : <TicketText text={text} />;
}

function PersonMention({ username, written }: { username: string; written: string }) {
  const me = useChat((state) => state.me?.username);
  const name = useChat((state) => namedIn(state.people)(username));
  return (
    <PersonLink username={username} className={`${styles.mention} ${username === me ? styles.mine : ''}`} title={`@${username}`}>
      <Name of={[username]}>{name === undefined ? written : `@${name}`}</Name>
    </PersonLink>
  );
}

/** No person: it has no card. It stands out for whoever it means. */
function GroupMention({ group, name, written }: { group: MentionedGroup; name: string; written: string }) {
  const means = useChat(({ me }) => group !== 'team' || me?.teamId === name);
  return <span className={`${styles.mention} ${styles.group} ${means ? styles.mine : ''}`}>{written}</span>;
}

function ChannelLink({ name }: { name: string }) {
  const channel = useChannelCalled(name);
  if (channel === undefined) return `#${name}`;
  const route = { channelId: channel.id, seq: null };
  return (
    <PlaceLink href={formatRoute(route)} place={{ route, pane: null, dialog: null }}>
      #{channel.name}
    </PlaceLink>
  );
}

function Link({ href, children }: { href: string; children: ReactNode }) {
  const place = ownPlace(href, useRegistry());
  if (place !== null) {
    return (
      <PlaceLink href={href} place={place}>
        {children}
      </PlaceLink>
    );
  }
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** Where a link leads to within this page, e.g. one that was copied from a message. */
function ownPlace(href: string, registry: Registry): Place | null {
  const url = new URL(href);
  const place = url.origin === window.location.origin ? placeAt(url, registry) : null;
  return place !== null && (place.route.channelId !== null || place.route.page !== undefined || place.dialog !== null) ? place : null;
}

/** Goes there in place; with a key held, the browser opens a tab as ever. */
function PlaceLink({ href, place, children }: { href: string; place: Place; children: ReactNode }) {
  const goTo = useGoTo();
  return (
    <a
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        goTo(place);
      }}
    >
      {children}
    </a>
  );
}
