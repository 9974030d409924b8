// The emoji that come with the page; loaded when somebody first wants one.

import dataSource from 'emoji-picker-element-data/en/emojibase/data.json?url';
import type Database from 'emoji-picker-element/database';

export { default as emojiDataSource } from 'emoji-picker-element-data/en/emojibase/data.json?url';

export interface EmojiMatch {
  emoji: string;
  shortcode: string;
}

let database: Promise<Database> | null = null;

async function open(): Promise<Database> {
  const { default: EmojiDatabase } = await import('emoji-picker-element/database');
  return new EmojiDatabase({ dataSource });
}

/** Emoji whose name or short code holds `query`; none while they cannot be loaded. */
export async function findEmoji(query: string, limit: number): Promise<EmojiMatch[]> {
  try {
    database ??= open();
    const found = await (await database).getEmojiBySearchQuery(query);
    return found
      .flatMap((emoji) => ('unicode' in emoji ? [emoji] : []))
      .slice(0, limit)
      .map((emoji) => ({ emoji: emoji.unicode, shortcode: emoji.shortcodes?.[0] ?? emoji.annotation }));
  } catch {
    database = null;
    return [];
  }
}
