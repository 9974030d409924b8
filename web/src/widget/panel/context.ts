// What every part of the panel is given.

import type { ChannelView, Message } from '../../core/protocol/generated';
import type { AccountState } from '../../core/store/slices/account';
import type { ChannelsState } from '../../core/store/slices/channels';
import type { PeopleState } from '../../core/store/slices/people';
import type { Words } from './words';

/** What the list of conversations shows: a part of a session's state, which REST has as well. */
export type ListState = AccountState & Pick<ChannelsState, 'channels'> & PeopleState;

export interface Context {
  state: ListState;
  words: Words;
  /** How the connection stands, as the bell would say it: above `ONLINE`, nothing is known of who is there. */
  line: number;
  /** The server's time, by this device's clock. */
  now: number;
  /** Where the chat page is. */
  page: string;
  /** The conversations as REST gave them, with their last messages; the state's own are newer. */
  previews: ListState['channels'];
  show(channelId?: number | null, threadId?: number | null): void;
}

/** The last message of a conversation, as far as it is known. */
export function lastMessageOf({ previews }: Context, channel: ChannelView): Message | null | undefined {
  const preview = previews[channel.id]?.lastMessage;
  const { lastMessage } = channel;
  return lastMessage && lastMessage.seq >= (preview?.seq ?? 0) ? lastMessage : preview;
}

/** A link that leads to the page: in this tab, unless that would leave another site's page. */
export function pageLink(page: string, channelId?: number, seq?: number): { href: string; target: string } {
  const target = page.startsWith(location.origin) ? '' : '_blank';
  return { href: channelId ? `${page}/c/${channelId}${seq ? `/${seq}` : ''}` : page, target };
}
