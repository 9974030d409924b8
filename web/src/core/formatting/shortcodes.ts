// Short codes in a text, such as `:smile:`, and their replacement by emoji. Which emoji a code means is
// the caller's to know.

/** Not within a word, a time or an address. */
const CODE = /(?<![\p{L}\p{N}/]):([a-z0-9_+-]{1,40}):(?![\p{L}\p{N}])/gu;
const VERBATIM = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/;

/** True when a text has what could be short codes outside of code. */
export function mayHoldShortcodes(text: string): boolean {
  // Splitting by a captured pattern leaves what it found at every other place.
  return text.split(VERBATIM).some((part, index) => index % 2 === 0 && part.search(CODE) !== -1);
}

/** The text with its short codes as emoji, but for code. */
export function replaceShortcodes(text: string, emojiOf: (code: string) => string | undefined): string {
  return text
    .split(VERBATIM)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(CODE, (code, name: string) => emojiOf(name) ?? code)))
    .join('');
}
