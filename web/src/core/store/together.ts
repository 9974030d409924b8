// Which notifications are shown as one. Pure.

import type { ListedNotification } from '../rest/routes.generated';

/** Notifications that are shown as one: the latest first. */
export type Together = readonly [ListedNotification, ...ListedNotification[]];

/** Reactions to the same message stand where the latest of them does. */
export function together(items: readonly ListedNotification[]): Together[] {
  const entries = new Map<string, [ListedNotification, ...ListedNotification[]]>();
  for (const item of items) {
    const key = item.kind === 'reaction' ? `reactions to ${item.messageId}` : `${item.seq}`;
    const entry = entries.get(key);
    if (entry === undefined) entries.set(key, [item]);
    else entry.push(item);
  }
  return [...entries.values()];
}
