// What was written to a ticket with what a line of its conversation tells of. Pure.

import type { FileInfo, Message, TicketEntry } from '../protocol/generated';

export interface Remark {
  text: string;
  files?: readonly FileInfo[];
}

/** Orvale's clock may be another, and its times are whole seconds. */
const CLOCKS_MS = 60_000;

/** A comment with its files; the notes of a completion; the reason of an escalation. */
export function remarkOf({ system, userId, createdAt }: Pick<Message, 'system' | 'userId' | 'createdAt'>, entries: readonly TicketEntry[]): Remark | null {
  if (system?.comment !== undefined) {
    return entries.find((one) => one.type === 'comment' && one.id === system.comment) as Extract<TicketEntry, { type: 'comment' }> | undefined ?? null;
  }
  // What was added to a status later has a row of its own, which sets nothing.
  const change = entries.findLast((one) => one.type === 'change' && one.action === system?.to && one.by === userId && one.from !== system?.to && one.at !== null && one.at <= createdAt + CLOCKS_MS);
  if (change?.type !== 'change') return null;
  const text = change.notes ?? change.reason ?? '';
  return text === '' ? null : { text };
}
