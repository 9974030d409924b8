// The emoji that come with the page; loaded when somebody first wants one.

import english from 'emoji-picker-element-data/en/emojibase/data.json?url';
import german from 'emoji-picker-element-data/de/cldr-native/data.json?url';
import type { NativeEmoji } from 'emoji-picker-element/shared';

import type { Language } from './preferences';
import type { RankedEmoji } from './ranked-emoji';

export interface EmojiMatch {
  emoji: string;
  shortcode: string;
}

/** What holds each language's words for the emoji. */
export const emojiSources: Readonly<Record<Language, string>> = { en: english, de: german };

const databases = new Map<Language, Promise<RankedEmoji>>();

async function open(language: Language): Promise<RankedEmoji> {
  const { RankedEmoji } = await import('./ranked-emoji');
  return new RankedEmoji({ dataSource: emojiSources[language], locale: language });
}

function databaseOf(language: Language): Promise<RankedEmoji> {
  const database = databases.get(language) ?? open(language);
  databases.set(language, database);
  return database;
}

async function search(query: string, language: Language): Promise<NativeEmoji[]> {
  try {
    const found = await (await databaseOf(language)).getEmojiBySearchQuery(query);
    return found.flatMap((emoji) => ('unicode' in emoji ? [emoji] : []));
  } catch {
    databases.delete(language);
    return [];
  }
}

/** What the user has used most; none while that cannot be read. */
async function favourites(language: Language): Promise<string[]> {
  try {
    return await (await databaseOf(language)).favourites();
  } catch {
    return [];
  }
}

/** Notes that an emoji was used, in one language's database: it is offered sooner from now on. */
export function usedEmoji(emoji: string, language: Language = 'en'): void {
  const note = async (): Promise<void> => {
    const database = await databaseOf(language);
    const known = await database.known(emoji);
    if (known !== null) await database.incrementFavoriteEmojiCount(known.unicode);
  };
  // It is only a matter of order.
  note().catch(() => undefined);
}

/**
 * Emoji whose name or short code holds `query`, in English, the language of short codes, or in the
 * user's own, the best first; none while they cannot be loaded.
 */
export async function findEmoji(query: string, limit: number, language: Language): Promise<EmojiMatch[]> {
  const rank = await import('./emoji-rank').catch(() => null);
  if (rank === null) return [];
  const { codeFor, ranked } = rank;
  // Of two that are called so equally well, the one in the user's own language.
  const languages = new Set<Language>([language, 'en']);
  const found = (await Promise.all([...languages].map((each) => search(query, each)))).flat();
  const used = (await Promise.all([...languages].map(favourites))).flat();
  const named = found.map((emoji) => ({ ...emoji, emoji: usual(emoji.unicode) }));
  const distinct = new Map(ranked(named, query, used).toReversed().map((emoji) => [emoji.emoji, emoji] as const));
  return [...distinct.values()]
    .toReversed()
    .slice(0, limit)
    .map(({ emoji }) => ({ emoji, shortcode: codeFor(named.filter((other) => other.emoji === emoji), query) }));
}

/** What the picker shows first for `query`, in the user's skin tone. */
export async function firstEmoji(query: string, language: Language): Promise<string | null> {
  const [first] = await search(query, language);
  if (first === undefined) return null;
  const [tone, { toned }] = await Promise.all([(await databaseOf(language)).getPreferredSkinTone(), import('./ranked-emoji')]);
  return toned(first, tone);
}

/** The data asks for colour even where an emoji has no other form: the same emoji, written twice as one. */
export function usual(emoji: string): string {
  return emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
}
