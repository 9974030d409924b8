// Which channel a written #name means.

import type { ChannelView } from '../../../core/protocol/generated';

/** What a #name can be made of. */
const OTHER = /[^\p{L}\p{N}_-]+/gu;

/** A channel's name as one word: what stands for it behind a `#`. */
export function wordFor(name: string): string {
  const word = name.replace(OTHER, '-').replace(/^-+|-+$/g, '');
  return word === '' ? name : word;
}

/** The first channel of that name, or whose name is that word. */
export function channelNamed(channels: readonly ChannelView[], written: string): ChannelView | undefined {
  const wanted = written.toLowerCase();
  const named = channels.filter((channel) => channel.type !== 'direct');
  return (
    named.find((channel) => channel.name.toLowerCase() === wanted) ??
    named.find((channel) => wordFor(channel.name).toLowerCase() === wanted)
  );
}
