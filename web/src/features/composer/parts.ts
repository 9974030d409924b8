// A text that is too long for one message, as several. Pure.

import { openFence } from '../../core/formatting/fence';

/** Cuts a text where it hurts least, into parts of at most `most` characters. Code stays code in each. */
export function partsOf(text: string, most: number): string[] {
  const parts: string[] = [];
  let fence: string | null = null;
  let rest = text;
  while (rest.trim() !== '') {
    const head: string = fence === null ? '' : `${fence}\n`;
    const whole = head + rest;
    // Counting the characters of what cannot fit is a waste.
    if (whole.length <= 2 * most && [...whole].length <= most) {
      parts.push(whole);
      break;
    }
    // Room for the line that closes what is open at the cut.
    const room = firstCharacters(whole, most - (fence ?? '').length - 34);
    const cut = cutIn(room, head.length + 1);
    const part: string = whole.slice(0, cut);
    const open = openFence(part);
    parts.push(open === null ? part.trimEnd() : `${part.trimEnd()}\n${open.replace(/[^`~].*/, '')}`);
    rest = whole.slice(cut).replace(/^\n+|^ +(?=\S)/, '');
    fence = open;
  }
  return parts;
}

function firstCharacters(text: string, count: number): string {
  return [...text.slice(0, 2 * count)].slice(0, count).join('');
}

/** Behind the last paragraph, else the last line, else the last word, but not within the first half. */
function cutIn(room: string, least: number): number {
  const early = Math.max(least, room.length / 2);
  for (const end of ['\n\n', '\n', ' ']) {
    const at = room.lastIndexOf(end);
    if (at > early) return at;
  }
  return room.length;
}
