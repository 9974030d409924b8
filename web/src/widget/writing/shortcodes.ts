// Every emoji by its short codes, out of the data of the page's picker.

import { replaceShortcodes } from '../../core/formatting/shortcodes';
import table from 'virtual:shortcodes';

const emojis = new Map(
  table.split('\n').flatMap((line) => {
    const [emoji = '', ...codes] = line.split(' ');
    return codes.map((code) => [code, emoji] as const);
  }),
);

/** The text with its short codes as emoji, but for code. */
export function withShortcodes(text: string): string {
  return replaceShortcodes(text, (code) => emojis.get(code));
}
