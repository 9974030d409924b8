// What people who write German call some emoji, and the data does not. Pure.

import { fold } from '../../core/formatting/fold';

const CALLED: Readonly<Record<string, string>> = {
  denken: '🤔',
  fehler: '❌',
  feiern: '🎉',
  fertig: '✅',
  gesehen: '👀',
  haken: '✅',
  hundert: '💯',
  ja: '👍',
  lachen: '😂',
  mail: '📧',
  nein: '👎',
  pin: '📌',
  super: '👍',
  uhr: '⏰',
};

/** The emoji of words that begin so, each with these words. */
export function germanNames(query: string): ReadonlyMap<string, readonly string[]> {
  const begun = fold(query);
  const named = new Map<string, readonly string[]>();
  for (const [word, emoji] of Object.entries(CALLED)) {
    if (word.startsWith(begun)) named.set(emoji, [...(named.get(emoji) ?? []), word]);
  }
  return named;
}
