// Finds the links to messages of this server in a message's text.

import { parseBlocks } from '../../core/formatting/blocks';
import { readTable } from '../../core/formatting/tables';
import type { Block, Inline } from '../../core/formatting/tree';
import type { Message } from '../../core/protocol/generated';
import type { Spot } from '../../core/session/linked';
import { placeAt, type Openable } from '../../shared/hooks/view/address';

/** A message shows at most as many others. */
const MOST = 3;

/** Where the links in a text lead, each once, in their order. */
export function linkedSpots({ text, mentions }: Pick<Message, 'text' | 'mentions'>, origin: string, openable: Openable): Spot[] {
  const found = new Map<string, Spot>();
  for (const href of parseBlocks(text, mentions, readTable).flatMap(hrefsIn)) {
    const url = new URL(href);
    const spot = url.origin === origin ? spotAt(url, openable) : null;
    if (spot !== null) found.set(JSON.stringify(spot), spot);
  }
  return [...found.values()].slice(0, MOST);
}

/** `null` for what leads to no message, e.g. to a whole channel. */
function spotAt(url: URL, openable: Openable): Spot | null {
  const { route, pane } = placeAt(url, openable) ?? {};
  if (route?.channelId == null) return null;
  const { channelId, seq } = route;
  if (pane?.name === 'thread') return { channelId, threadId: pane.threadId, seq: pane.seq };
  return seq === null ? null : { channelId, threadId: null, seq };
}

function hrefsIn(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return block.children.flatMap(hrefsOf);
    case 'list':
      return block.items.flatMap(({ text, inner }) => [...text.flatMap(hrefsOf), ...inner.flatMap(hrefsIn)]);
    case 'table':
      return [block.head, ...block.rows].flat(2).flatMap(hrefsOf);
    // What is quoted was shown where it was said.
    default:
      return [];
  }
}

function hrefsOf(inline: Inline): string[] {
  if (inline.kind === 'link') return [inline.href];
  return inline.kind === 'bold' || inline.kind === 'italic' || inline.kind === 'strike' ? inline.children.flatMap(hrefsOf) : [];
}
