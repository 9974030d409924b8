// The emoji that come with the page, found in the order in which people mean them. The picker and the completion of
// short codes use it.

import EmojiDatabase from 'emoji-picker-element/database';
import type { Emoji, NativeEmoji } from 'emoji-picker-element/shared';

import { usual } from './emoji';
import { ranked } from './emoji-rank';

const MOST_FAVOURITES = 50;

export class RankedEmoji extends EmojiDatabase {
  override async getEmojiBySearchQuery(query: string): Promise<Emoji[]> {
    const found = await super.getEmojiBySearchQuery(query);
    const named = found.filter(isNative).map((emoji) => ({ ...emoji, emoji: usual(emoji.unicode) }));
    return ranked(named, query, await this.favourites());
  }

  /** What the user has used most, in the picker or by its short code. */
  async favourites(): Promise<string[]> {
    const found = await this.getTopFavoriteEmoji(MOST_FAVOURITES);
    return found.filter(isNative).map((emoji) => usual(emoji.unicode));
  }
}

function isNative(emoji: Emoji): emoji is NativeEmoji {
  return 'unicode' in emoji;
}
