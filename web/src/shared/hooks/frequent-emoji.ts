// The emoji that are offered before all others.

import { KeptChoice } from './kept';
import { QUICK_REACTIONS } from './quick-reactions';

/** So many stand in a row. */
const SHOWN = 8;

const kept = new KeptChoice<readonly string[]>('orvale-chat.frequent-emoji', (value) => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []));

/** What the user used most when that was last noted, then what most people use: known without a database. */
export function frequentEmoji(): readonly string[] {
  return [...new Set([...kept.get(), ...QUICK_REACTIONS, '🙏', '😄'])].slice(0, SHOWN);
}

export function noteFrequent(emoji: readonly string[]): void {
  const latest = emoji.slice(0, SHOWN);
  if (latest.length > 0 && latest.join() !== kept.get().join()) kept.set(latest);
}
