// The teams that can be mentioned in a conversation.

import type { TeamHere } from '../rest/routes.generated';
import type { ChatSession as Session } from './session';

/** The teams of the conversation's members whose name or id contains `query`, and who of them is on duty. */
export async function listTeams({ rest }: Session, channelId: number, query: string, limit: number): Promise<readonly TeamHere[]> {
  const { items } = await rest.request(`/api/chat/channels/${channelId}/teams`, { q: query, limit });
  return items;
}
