// Which emoji is meant by the beginning of a word. Pure.

import { fold } from '../words/fold';

/** What an emoji is called. */
export interface NamedEmoji {
  emoji: string;
  annotation: string;
  shortcodes?: readonly string[] | undefined;
  tags?: readonly string[] | undefined;
}

/** What most people use most, for those who have not used any yet. */
const COMMON = [...'👍😂🎉✅👀🙏😊👌🔥😄👏🙂😅🤔🚀💯😢👋💪❌👎😍😉😎🥳🍕☕🎂🐛🔧💡📌⏰'];

/** The best first: those with exactly this short code, then what the user or most people use, then by name. */
export function ranked(found: readonly NamedEmoji[], query: string, used: readonly string[]): NamedEmoji[] {
  const wanted = fold(query);
  const use = new Map([...used, '❤\uFE0F', ...COMMON].toReversed().map((emoji, index) => [emoji, -index] as const));
  return found
    .map((emoji) => ({ emoji, closeness: closenessOf(emoji, wanted), use: use.get(emoji.emoji) ?? 1 }))
    .toSorted(
      (one, other) =>
        Number(one.closeness > 0) - Number(other.closeness > 0) ||
        one.use - other.use ||
        one.closeness - other.closeness,
    )
    .map(({ emoji }) => emoji);
}

/** The short code to show for one emoji, out of its names in each language: the one that the typed letters begin, if any. */
export function codeFor(names: readonly NamedEmoji[], query: string): string {
  const wanted = fold(query);
  const codes = [...names.flatMap(({ shortcodes = [] }) => shortcodes), ...names.map(({ annotation }) => annotation.toLowerCase().replace(/[^\p{L}\p{N}+]+/gu, '_'))];
  const whole = codes.find((code) => fold(code).startsWith(wanted));
  return whole ?? codes.find((code) => fold(code).includes(`_${wanted}`)) ?? codes[0] ?? '';
}

/** 0 for the short code, and more for less: the name, its beginning, a word of it, what it is about. */
function closenessOf({ annotation, shortcodes = [], tags = [] }: NamedEmoji, wanted: string): number {
  if (shortcodes.includes(wanted)) return 0;
  const names = [annotation, ...shortcodes].map((name) => fold(name).replace(/[\s_-]+/g, '_'));
  if (names.some((name) => name.startsWith(wanted))) return 1;
  if (names.some((name) => name.split('_').includes(wanted))) return 2;
  if (tags.some((tag) => fold(tag) === wanted)) return 3;
  return names.some((name) => name.includes(`_${wanted}`)) ? 4 : 5;
}
