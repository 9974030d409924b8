// What to call the conversation that a notification is about.

import type { ChannelView } from '../../core/protocol/generated';
import { isNotes, markedTitle } from '../../core/store/selectors';

export function placeOf(channel: ChannelView | undefined, { direct, notes, lost }: { direct: string; notes: string; lost: string }): string {
  if (channel === undefined) return lost;
  if (isNotes(channel)) return notes;
  return channel.type === 'direct' ? direct : markedTitle(channel, channel.name);
}
