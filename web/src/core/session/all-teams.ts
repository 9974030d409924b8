// The teams of Orvale.

import type { Team } from '../rest/routes.generated';
import type { ChatSession as Session } from './session';

/** The most that the server lists at once. Orvale has far fewer. */
const MOST = 200;

/** The teams that the user can make a channel of: one, which is their own, or all. */
export async function listAllTeams({ rest }: Session, only: string | null): Promise<readonly Team[]> {
  const { items } = await rest.call('GET', '/api/chat/teams', { limit: MOST, q: only ?? undefined });
  return only === null ? items : items.filter(({ id }) => id === only);
}
