// How well a title answers what was typed in the switcher. Pure.

import { fold } from '../../shared/words/fold';

/** A higher score is better; `null` is no match. Letters must come in order, word starts count. */
export function score(title: string, query: string): number | null {
  const text = fold(title);
  const wanted = fold(query);
  if (wanted === '') return 0;
  if (text === wanted) return 1000;
  if (text.startsWith(wanted)) return 800 - text.length;
  const inside = text.indexOf(wanted);
  if (inside > 0) return (isWordStart(text, inside) ? 600 : 400) - text.length;
  return scattered(text, wanted);
}

function scattered(text: string, wanted: string): number | null {
  let position = -1;
  let points = 0;
  for (const letter of wanted) {
    const next = text.indexOf(letter, position + 1);
    if (next === -1) return null;
    if (isWordStart(text, next)) points += 20;
    if (next === position + 1) points += 5;
    position = next;
  }
  return points - text.length / 4;
}

function isWordStart(text: string, index: number): boolean {
  return index === 0 || /[\s._-]/.test(text.charAt(index - 1));
}
