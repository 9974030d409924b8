// Whether names exist that a search names: only what the server lists for this user is looked at.

import { fold } from '../formatting/fold';
import { listAllTeams } from './all-teams';
import type { ChatSession } from './session';

export interface SoughtName {
  kind: 'person' | 'mentioned' | 'channel';
  name: string;
}

/** Mean everyone in a channel, or those who are there. */
const GROUPS = ['channel', 'all', 'everyone', 'here'];

/** Whether somebody or something has the name, as far as the user may see. Rejects with a `ChatError`. */
export async function isKnown(session: ChatSession, { kind, name }: SoughtName): Promise<boolean> {
  const wanted = fold(name);
  const has = (...names: string[]): boolean => names.some((one) => fold(one) === wanted);
  const { people, channels } = session.store.state;
  if (kind === 'channel') {
    if (Object.values(channels).some((channel) => has(channel.name))) return true;
    const { items, next } = await session.rest.browse(name);
    return next != null || items.some((channel) => has(channel.name));
  }
  if (kind === 'mentioned') {
    if (GROUPS.includes(wanted)) return true;
    const teams = await listAllTeams(session, null);
    if (teams.some((team) => has(team.name, team.id))) return true;
  }
  if (Object.values(people).some(({ username, displayName }) => has(username, displayName))) return true;
  const { items, next } = await session.rest.people(name);
  return next != null || items.some(({ username, displayName }) => has(username, displayName));
}
