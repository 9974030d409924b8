// The emoji that come with the page, found in the order in which people mean them. The picker and the completion of
// short codes use it.

import EmojiDatabase from 'emoji-picker-element/database';
import type { DatabaseConstructorOptions, Emoji, NativeEmoji } from 'emoji-picker-element/shared';

import { usual } from './emoji';
import { ranked } from './emoji-rank';
import { germanNames } from './german-emoji';

const MOST_FAVOURITES = 50;

export class RankedEmoji extends EmojiDatabase {
  readonly #names: (query: string) => ReadonlyMap<string, readonly string[]>;

  constructor(options: DatabaseConstructorOptions) {
    super(options);
    this.#names = options.locale === 'de' ? germanNames : () => new Map();
  }

  override async getEmojiBySearchQuery(query: string): Promise<Emoji[]> {
    const names = this.#names(query);
    const [found, called, favourites] = await Promise.all([super.getEmojiBySearchQuery(query), Promise.all([...names.keys()].map((emoji) => this.known(emoji))), this.favourites()]);
    const all = new Map([...found, ...called].flatMap((emoji) => (emoji !== null && isNative(emoji) ? [[usual(emoji.unicode), emoji] as const] : [])));
    const named = [...all].map(([emoji, data]) => ({ ...data, emoji, shortcodes: [...(names.get(emoji) ?? []), ...(data.shortcodes ?? [])] }));
    return ranked(named, query, favourites);
  }

  /** What the data says of an emoji, with or without the sign that asks for colour. */
  async known(emoji: string): Promise<NativeEmoji | null> {
    const found = (await this.getEmojiByUnicodeOrName(emoji)) ?? (await this.getEmojiByUnicodeOrName(`${emoji}\uFE0F`));
    return found !== null && isNative(found) ? found : null;
  }

  /** What the user has used most, in the picker or by its short code. */
  async favourites(): Promise<string[]> {
    return (await this.#favourites()).map((emoji) => usual(emoji.unicode));
  }

  /** The same in the user's skin tone. */
  async favouritesToned(): Promise<string[]> {
    const [found, tone] = await Promise.all([this.#favourites(), this.getPreferredSkinTone()]);
    return found.map((emoji) => toned(emoji, tone));
  }

  async #favourites(): Promise<NativeEmoji[]> {
    return (await this.getTopFavoriteEmoji(MOST_FAVOURITES)).filter(isNative);
  }
}

/** An emoji in a skin tone, where it has any. */
export function toned(emoji: NativeEmoji, tone: number): string {
  return usual(emoji.skins?.find((skin) => skin.tone === tone)?.unicode ?? emoji.unicode);
}

function isNative(emoji: Emoji): emoji is NativeEmoji {
  return 'unicode' in emoji;
}
