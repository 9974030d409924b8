// The emoji that come with the page; loaded when somebody first wants one.

import english from 'emoji-picker-element-data/en/emojibase/data.json?url';
import german from 'emoji-picker-element-data/de/cldr-native/data.json?url';
import type Database from 'emoji-picker-element/database';
import type { NativeEmoji } from 'emoji-picker-element/shared';

import type { Language } from './preferences';

export interface EmojiMatch {
  emoji: string;
  shortcode: string;
}

/** What holds each language's words for the emoji. */
export const emojiSources: Readonly<Record<Language, string>> = { en: english, de: german };

const databases = new Map<Language, Promise<Database>>();

async function open(language: Language): Promise<Database> {
  const { default: EmojiDatabase } = await import('emoji-picker-element/database');
  return new EmojiDatabase({ dataSource: emojiSources[language], locale: language });
}

function databaseOf(language: Language): Promise<Database> {
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

/**
 * Emoji whose name or short code holds `query`, in English, the language of short codes, or in the
 * user's own; none while they cannot be loaded.
 */
export async function findEmoji(query: string, limit: number, language: Language): Promise<EmojiMatch[]> {
  const found = await Promise.all([search(query, 'en'), language === 'en' ? [] : search(query, language)]);
  const distinct = new Map<string, EmojiMatch>();
  for (const { unicode, shortcodes, annotation } of found.flat()) {
    const emoji = usual(unicode);
    if (!distinct.has(emoji)) distinct.set(emoji, { emoji, shortcode: shortcodes?.[0] ?? annotation });
  }
  return [...distinct.values()].slice(0, limit);
}

/** What the picker shows first for `query`, in the user's skin tone. */
export async function firstEmoji(query: string, language: Language): Promise<string | null> {
  const [first] = await search(query, language);
  if (first === undefined) return null;
  const tone = await (await databaseOf(language)).getPreferredSkinTone();
  return usual(first.skins?.find((skin) => skin.tone === tone)?.unicode ?? first.unicode);
}

/** The data asks for colour even where an emoji has no other form: the same emoji, written twice as one. */
export function usual(emoji: string): string {
  return emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
}
