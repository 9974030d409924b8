// The words of notifications are fetched in one language: that of the page around the widget.

import type { english } from './english';

export type NotificationWords = typeof english;

/** The words of a language; English unless there are others. */
export async function wordsOf(language: string | undefined): Promise<NotificationWords> {
  return language === 'de' ? (await import('./german')).german : (await import('./english')).english;
}
