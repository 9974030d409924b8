// The words of an open conversation are fetched in one language: that of the page around it.

import type { english } from './english';

export type ConversationWords = typeof english;

/** The words of a language; English unless there are others. */
export async function wordsOf(language: string | undefined): Promise<ConversationWords> {
  return language === 'de' ? (await import('./german')).german : (await import('./english')).english;
}
