// What can be done to a text by a key or a button. Pure.

import { fence, toggleLines } from './lines';
import { toggleMark, type Marked } from './marks';
import type { Format } from './format-keys';
import { isAddress } from './pasting';

const MARKS: Partial<Record<Format, string>> = { bold: '**', italic: '*', strike: '~~', code: '`' };

export function formatted(format: Format, text: string, start: number, end: number): Marked {
  // A mark ends with its line.
  if (format === 'code' && text.slice(start, end).includes('\n')) return fence(text, start, end);
  const sign = MARKS[format];
  if (sign !== undefined) return toggleMark(text, start, end, sign);
  if (format === 'link') return link(text, start, end);
  if (format === 'fence') return fence(text, start, end);
  return toggleLines(text, start, end, format as 'bullets' | 'numbers' | 'quote');
}

/** The selection as a link; the caret stands where what is missing is written: the words or the address. */
function link(text: string, start: number, end: number): Marked {
  const selected = text.slice(start, end);
  const [words, address] = isAddress(selected) ? ['', selected] : [selected, ''];
  const next = `${text.slice(0, start)}[${words}](${address})${text.slice(end)}`;
  const caret = words === '' ? start + 1 : start + words.length + 3;
  return { text: next, start: caret, end: caret };
}
