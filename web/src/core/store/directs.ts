// Which direct conversations there are, and whether the user may start others. The server decides in the end.

import type { ChannelView } from '../protocol/generated';
import { partnersOf } from './listing';
import type { AccountState } from './slices/account';
import type { ChannelsState } from './slices/channels';

/** The user's conversation with one other person, or with themselves. */
export function directWith({ channels, me }: Pick<ChannelsState, 'channels'> & Pick<AccountState, 'me'>, username: string): ChannelView | undefined {
  return Object.values(channels).find((channel) => channel.type === 'direct' && !channel.group && partnersOf(channel, me).join() === username);
}

export function mayStartDirect({ permissions }: Pick<AccountState, 'permissions'>): boolean {
  return permissions.includes('chat.create_direct');
}

/** Whether the user may write to somebody: without that permission only where there is a conversation already. */
export function mayTalkTo(state: Pick<ChannelsState, 'channels'> & Pick<AccountState, 'me' | 'permissions'>, username: string): boolean {
  return mayStartDirect(state) || directWith(state, username) !== undefined;
}
