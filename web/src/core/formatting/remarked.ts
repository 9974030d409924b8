// What was written to a ticket with what a line of its conversation tells of. Pure.

import type { FileInfo, Message, TicketEntry } from '../protocol/generated';

export interface Remark {
  text: string;
  files?: readonly FileInfo[];
}

type Change = Extract<TicketEntry, { type: 'change' }>;

/** Orvale's clock may be another, and its times are whole seconds. */
const CLOCKS_MS = 60_000;

/** A comment with its files; the notes of a completion or the reason of an escalation, with what was added later. */
export function remarkOf({ system, userId, createdAt }: Pick<Message, 'system' | 'userId' | 'createdAt'>, entries: readonly TicketEntry[]): Remark | null {
  if (system?.comment !== undefined) {
    return entries.find((one) => one.type === 'comment' && one.id === system.comment) as Extract<TicketEntry, { type: 'comment' }> | undefined ?? null;
  }
  const changes = entries.filter((one) => one.type === 'change' && one.action === system?.to) as Change[];
  const set = changes.findLastIndex((one) => one.from !== system?.to && one.by === userId && one.at !== null && one.at <= createdAt + CLOCKS_MS);
  if (set === -1) return null;
  // What was added to a status later has a row of its own, which sets nothing.
  const next = changes.findIndex((one, index) => index > set && one.from !== system?.to);
  const parts = changes.slice(set, next === -1 ? undefined : next).map((one) => written(one, userId));
  const text = parts.filter((part) => part !== '').join('\n\n');
  return text === '' ? null : { text };
}

/** What was written with a change; somebody else's says whose it is. */
function written({ notes, reason, by, byName }: Change, userId: string): string {
  const text = notes ?? reason ?? '';
  return text === '' || by === userId ? text : `${byName}: ${text}`;
}
