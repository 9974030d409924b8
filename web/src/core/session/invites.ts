// What a user can do with invite links. Only the part of the page that shows them loads this.

import type { ChannelView, Invite } from '../protocol/generated';
import type { ChatSession as Session } from './session';
import type { Invitation } from '../rest/routes.generated';

/** For how long, and for how many people, a link is valid; without a limit, for ever and for all. */
export interface Limits {
  expiresAt?: number;
  maxUses?: number;
}

export async function linksOf({ rest }: Session, channelId: number): Promise<readonly Invite[]> {
  return (await rest.call('GET', `/api/chat/channels/${channelId}/invites`)).items;
}

export function createLink({ rest }: Session, channelId: number, limits: Limits): Promise<Invite> {
  return rest.call('POST', `/api/chat/channels/${channelId}/invites`, {}, limits);
}

export function revokeLink({ rest }: Session, id: number): Promise<void> {
  return rest.call('DELETE', `/api/chat/invites/${id}`);
}

export function invitationOf({ rest }: Session, token: string): Promise<Invitation> {
  return rest.call('GET', `/api/chat/invites/${token}`);
}

/** Joins the channel that an invitation is for, as its own wish: nobody else has added the user. */
export async function acceptInvitation(session: Session, token: string, channelId: number): Promise<ChannelView> {
  session.joinedHere.add(channelId);
  const channel = await session.rest.call('POST', `/api/chat/invites/${token}/accept`);
  session.store.dispatch({ type: 'channel_learned', channel });
  return channel;
}

/** The address that a link is opened at. */
export function addressOf(token: string): string {
  return `${window.location.origin}/chat/invite/${token}`;
}
