// Whether somebody is in a conversation, as far as this page knows.

import type { Member } from '../../../core/protocol/generated';
import type { Kept } from './kept-lists';

/** `unknown` where the page does not hold the whole list of members. */
export type Standing = 'member' | 'outsider' | 'unknown';

export function standingOf(members: Kept<Pick<Member, 'userId'>> | null, username: string): Standing {
  if (members === null) return 'unknown';
  if (members.items.some(({ userId }) => userId === username)) return 'member';
  return members.whole ? 'outsider' : 'unknown';
}
