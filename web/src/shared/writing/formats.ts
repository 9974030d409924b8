// What can be done to a text by a key or a button. Pure.

import { fence, toggleLines } from './lines';
import { toggleMark, type Marked } from './marks';
import { isAddress } from './pasting';

export type Format = 'bold' | 'italic' | 'strike' | 'code' | 'link' | 'bullets' | 'numbers' | 'quote' | 'fence';

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

/** The format that a key stands for in a field; `null` for none. `k` is the switcher's where nothing is selected. */
export function formatOf(event: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'key' | 'code'>, selected: boolean): Format | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  // What a digit writes together with Shift differs between keyboards.
  if (event.shiftKey) return SHIFTED[event.code] ?? null;
  const format = KEYS[event.key.toLowerCase()] ?? null;
  return format === 'link' && !selected ? null : format;
}

const KEYS: Readonly<Record<string, Format>> = { b: 'bold', i: 'italic', e: 'code', k: 'link' };
const SHIFTED: Readonly<Record<string, Format>> = { KeyX: 'strike', Digit7: 'numbers', Digit8: 'bullets', Digit9: 'quote', KeyE: 'fence' };
