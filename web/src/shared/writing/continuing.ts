// Lists and quotes that go on with the next line, and signs that someone types there all the same. Pure.

/** Signs of quotes, then the sign of an item. */
const BEGUN = /^([ \t]{0,12}(?:> ?)*)([ \t]*)(?:([-*•])|(\d{1,6})([.)]))([ \t]+)|^([ \t]{0,3}(?:> ?)+)/;

/** What takes the place of a part of the text, and where the caret then stands. */
export interface Continued {
  start: number;
  end: number;
  text: string;
  caret: number;
}

/**
 * What a line's end at the caret makes of a list or a quote: its next line, or, on an empty one, its end.
 * `null` where the browser's own line is right.
 */
export function continued(text: string, caret: number): Continued | null {
  const from = text.lastIndexOf('\n', caret - 1) + 1;
  const to = endOfLine(text, caret);
  const line = text.slice(from, to);
  const found = BEGUN.exec(line);
  if (found === null || caret < from + found[0].length) return null;
  const [sign, quotes = '', indent = '', bullet, number, mark = '', gap = '', quote = ''] = found;
  if (line.slice(sign.length).trim() === '') return ended(from, to, quotes, quote);
  const next = number === undefined ? `${quotes}${indent}${bullet ?? ''}${gap}${quote}` : `${quotes}${indent}${Number(number) + 1}${mark}${gap}`;
  const begun = `\n${next}`;
  if (number === undefined) return { start: caret, end: caret, text: begun, caret: caret + begun.length };
  const below = renumbered(text.slice(to), quotes + indent, Number(number) + 1);
  return { start: caret, end: text.length - below.left, text: begun + text.slice(caret, to) + below.text, caret: caret + begun.length };
}

const ITEM = /^(?:[-*•]|\d{1,6}[.)])$/;

/**
 * What a typed character makes of an item that was begun for whoever writes: a sign of their own takes the place of the
 * one that is there, and a fence ends the list. `null` where the character is just that.
 */
export function retyped(text: string, caret: number, character: string): Continued | null {
  const from = text.lastIndexOf('\n', caret - 1) + 1;
  const line = text.slice(from, caret);
  const [sign = '', quotes = '', indent = '', bullet, number] = BEGUN.exec(line) ?? [];
  if ((bullet ?? number) === undefined || endOfLine(text, caret) !== caret) return null;
  const above = BEGUN.exec(text.slice(text.lastIndexOf('\n', from - 2) + 1, Math.max(0, from - 1)));
  if (from === 0 || above === null || (above[3] ?? above[4]) === undefined) return null;
  const typed = line.slice(sign.length);
  const own = character === ' ' && ITEM.test(typed) ? `${indent}${typed} ` : null;
  const made = character === '`' && typed === '``' ? '```' : own;
  if (made === null) return null;
  const start = from + quotes.length;
  return { start, end: caret, text: made, caret: start + made.length };
}

/** An item without words ends its list, and stays in its quote; a sign of a quote alone ends the quote. */
function ended(from: number, to: number, quotes: string, quote: string): Continued {
  const kept = quote === '' ? (quotes.includes('>') ? quotes : '') : quote.replace(/> ?$/, '').trimEnd();
  const text = kept === '' || kept.endsWith(' ') ? kept : `${kept} `;
  return { start: from, end: to, text, caret: from + text.length };
}

/** The items right below, numbered on from `last`; `left` is how many characters follow them. */
function renumbered(text: string, before: string, last: number): { text: string; left: number } {
  let done = '';
  let rest = text;
  let number = last;
  while (rest.startsWith(`\n${before}`)) {
    const [item, digits = ''] = /^(\d{1,6})[.)][ \t]/.exec(rest.slice(before.length + 1)) ?? [];
    if (item === undefined || Number(digits) !== number) break;
    number += 1;
    const start = before.length + 1;
    const end = endOfLine(rest, 1);
    done += rest.slice(0, start) + number + rest.slice(start + digits.length, end);
    rest = rest.slice(end);
  }
  return { text: done, left: rest.length };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** What a line's end or a character makes of a list; `null` where the browser's own way is right. */
export function ruledBy({ inputType, data }: InputEvent, value: string, caret: number): Continued | null {
  if (inputType === 'insertLineBreak') return continued(value, caret);
  const decides = inputType === 'insertText' && (data === ' ' || data === '`');
  return decides ? retyped(value, caret, data) : null;
}
