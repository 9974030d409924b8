// Which emoji is meant by the beginning of a word. Pure.

import { fold } from '../../core/formatting/fold';

/** What an emoji is called. */
export interface NamedEmoji {
  emoji: string;
  annotation: string;
  shortcodes?: readonly string[] | undefined;
  tags?: readonly string[] | undefined;
}

/** What most people use most, for those who have not used any yet. */
const COMMON = [...'👍😂🎉✅👀🙏😄😊👌🔥👏🙂😅🤔🚀💯😢👋💪❌👎😍😉😎🥳🍕☕🎂🐛🔧💡📌⏰'];

/**
 * The best first: those with exactly this short code, then what the user has used, then those called so before those
 * that it is only about, and of these what most people use. What only begins with it is last: there use counts for nothing.
 */
export function ranked<T extends NamedEmoji>(found: readonly T[], query: string, used: readonly string[]): T[] {
  const wanted = fold(query);
  const own = places(used);
  const common = places(['❤\uFE0F', ...COMMON]);
  const rank = (emoji: T): number[] => {
    const closeness = closenessOf(emoji, wanted);
    return [Number(closeness > 0), Number(closeness > ABOUT), own.get(emoji.emoji) ?? own.size, Number(closeness >= ABOUT), common.get(emoji.emoji) ?? common.size, closeness];
  };
  return found
    .map((emoji) => ({ emoji, rank: rank(emoji) }))
    .toSorted((one, other) => {
      const differs = one.rank.findIndex((value, index) => value !== other.rank[index]);
      return (one.rank[differs] ?? 0) - (other.rank[differs] ?? 0);
    })
    .map(({ emoji }) => emoji);
}

function places(emoji: readonly string[]): Map<string, number> {
  return new Map(emoji.map((each, index) => [each, index] as const).toReversed());
}

/** The short code to show for one emoji, out of its names in each language: the one that the typed letters begin, if any. */
export function codeFor(names: readonly NamedEmoji[], query: string): string {
  const wanted = fold(query);
  const codes = [...names.flatMap(({ shortcodes = [] }) => shortcodes), ...names.map(({ annotation }) => annotation.toLowerCase().replace(/[^\p{L}\p{N}+]+/gu, '_'))];
  const whole = codes.find((code) => fold(code).startsWith(wanted));
  return whole ?? codes.find((code) => fold(code).includes(`_${wanted}`)) ?? codes[0] ?? '';
}

/** From here on it is not called so, but has to do with it. */
const ABOUT = 4;

/** 0 for the short code, and more for less: the beginning of a name, a word of it, the beginning of one, and what it is about. */
function closenessOf({ annotation, shortcodes = [], tags = [] }: NamedEmoji, wanted: string): number {
  if (shortcodes.includes(wanted)) return 0;
  const names = [annotation, ...shortcodes].map((name) => fold(name).replace(/[\s_-]+/g, '_'));
  if (names.some((name) => name.startsWith(wanted))) return 1;
  if (names.some((name) => name.split('_').includes(wanted))) return 2;
  if (names.some((name) => name.includes(`_${wanted}`))) return 3;
  return tags.some((tag) => fold(tag) === wanted) ? ABOUT : ABOUT + 1;
}
