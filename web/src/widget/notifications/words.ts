// The words of notifications are fetched in one language: that of the page around the widget.

import type { NotificationKind } from '../../core/protocol/generated';
import type { english } from './english';

/** What follows the name of who caused it; where nobody did, the whole of it. */
export type Reasons = Record<NotificationKind, (place: string, detail: string, people: number) => string>;

export type NotificationWords = typeof english;

/** The words of a language; English unless there are others. */
export async function wordsOf(language: string | undefined): Promise<NotificationWords> {
  return language === 'de' ? (await import('./german')).german : (await import('./english')).english;
}
