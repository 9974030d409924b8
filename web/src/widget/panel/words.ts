// The words of the open widget are fetched in one language: that of the page around it.

import type { english } from './english';

export type Words = typeof english;

/** The user's own kind of a language, for dates and numbers: British where the words are English. */
export function localeOf(language: string): string {
  return navigator.languages.find((own) => own.startsWith(language)) ?? language;
}

/** The words of a language; English unless there are others. */
export async function wordsOf(language: string | undefined): Promise<Words> {
  return language === 'de' ? (await import('./german')).german : (await import('./english')).english;
}
