// Whom a text tells: the same rule as the server's, over what this page knows.

import type { Member } from '../../core/protocol/generated';
import type { Kept } from './kept-lists';

/** `unknown` where the page does not hold the whole list of members. */
export type Standing = 'member' | 'outsider' | 'unknown';

const MENTION = /(?<![\p{L}\p{N}])@([\p{L}\p{N}._-]+)/gu;

/** Every name that a text could mention, each once; `caret` leaves out the one still being typed. */
export function namesIn(text: string, caret: number | null = null): string[] {
  const names = [...text.matchAll(MENTION)]
    .filter((found) => found.index + found[0].length !== caret)
    .map(([, run = '']) => run.replace(/[._-]+$/, ''));
  return [...new Set(names)].filter((name) => name !== '');
}

export function standingOf(members: Kept<Pick<Member, 'userId'>> | null, username: string): Standing {
  if (members === null) return 'unknown';
  if (members.items.some(({ userId }) => userId === username)) return 'member';
  return members.whole ? 'outsider' : 'unknown';
}
