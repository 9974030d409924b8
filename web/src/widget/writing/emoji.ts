// Short codes that were typed to their end, such as `:smile:`, become emoji. What that takes is loaded
// when the first may be among what is sent.

const LOADED_WITHIN_MS = 3000;

/** The text with its short codes as emoji, but for code. Never fails: without an answer they stay text. */
export async function withEmoji(text: string): Promise<string> {
  if (!/:[\w+-]+:/.test(text)) return text;
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve(text), LOADED_WITHIN_MS);
  });
  const loaded = import('./shortcodes').then(({ withShortcodes }) => withShortcodes(text), () => text);
  return Promise.race([loaded, late]);
}
