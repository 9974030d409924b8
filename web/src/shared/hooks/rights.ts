// What the user may do with a channel, so that the page offers nothing that the server would refuse. The
// server decides in the end.

import type { ChannelRole, ChannelView } from '../../core/protocol/generated';
import { isManager } from '../../core/store/selectors';

export interface ChannelRights {
  /** Change its name, its topic and who may write. */
  change: boolean;
  /** Put it away, or bring it back. */
  archive: boolean;
  leave: boolean;
  invite: boolean;
  /** Make members admins or owners. */
  appoint: boolean;
}

const NONE: ChannelRights = { change: false, archive: false, leave: false, invite: false, appoint: false };

export function rightsIn(channel: ChannelView, permissions: readonly string[]): ChannelRights {
  if (channel.type === 'direct') return { ...NONE, leave: channel.group && channel.active && channel.role !== null };
  const manages = permissions.includes('chat.manage_channels');
  const archive = channel.role === 'owner' || manages;
  if (!channel.active) return { ...NONE, archive };
  const member = channel.role !== null;
  return { change: isManager(channel, permissions), archive, leave: member, invite: member || manages, appoint: archive };
}

const RANK: Record<ChannelRole, number> = { member: 0, admin: 1, owner: 2 };

/** Whether somebody with the role `target` may be removed: by those above, and by moderators. */
export function mayRemove(channel: ChannelView, target: ChannelRole, permissions: readonly string[]): boolean {
  if (channel.type === 'direct' || !channel.active) return false;
  const above = channel.role !== null && channel.role !== 'member' && RANK[channel.role] > RANK[target];
  return above || permissions.includes('chat.manage_channels') || permissions.includes('chat.moderate_channels');
}
