// What the user may do. The server decides in the end.

import type { ChannelView, Message, Person } from '../protocol/generated';
import type { ConnectionState } from './slices/connection';
import type { LoginState } from './slices/login';

/** Whether the user may write here. */
export type PostingRight = 'allowed' | 'not_member' | 'archived' | 'read_only' | 'silenced';

export function postingRight(channel: ChannelView, permissions: readonly string[]): PostingRight {
  if (!channel.active) return 'archived';
  if (channel.role === null) return 'not_member';
  if (!channel.canPost) return 'silenced';
  return channel.readOnly && !isAppointed(channel, permissions) ? 'read_only' : 'allowed';
}

/** Whether a member is one of the channel's admins, or moderates everywhere. */
export function isAppointed(channel: ChannelView, permissions: readonly string[]): boolean {
  return channel.role === 'admin' || channel.role === 'owner' || permissions.includes('chat.moderate_channels');
}

export function isManager(channel: ChannelView, permissions: readonly string[]): boolean {
  if (channel.type === 'direct') return false;
  if (channel.role === 'admin' || channel.role === 'owner') return true;
  return permissions.includes('chat.manage_channels');
}

/** Messages that were written before this time can no longer be edited. */
export function editableSince({ editWindowMs, clockOffsetMs }: Pick<ConnectionState, 'clockOffsetMs'> & Pick<LoginState, 'editWindowMs'>): number {
  return editWindowMs === null ? 0 : Date.now() + clockOffsetMs - editWindowMs;
}

export function mayEdit(message: Message, me: Person | null, since = 0): boolean {
  return message.type !== 'system' && message.deletedAt === null && message.userId === me?.username && message.createdAt >= since;
}

export function mayDelete(
  message: Message,
  channel: ChannelView,
  me: Person | null,
  permissions: readonly string[],
): boolean {
  if (message.deletedAt !== null) return false;
  if (channel.active && message.userId === me?.username && message.type !== 'system') return true;
  if (channel.type === 'direct') return false;
  if (channel.role === 'admin' || channel.role === 'owner') return true;
  return (
    permissions.includes('chat.delete_messages') || permissions.includes('chat.moderate_channels')
  );
}
