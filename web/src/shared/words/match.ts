// How well a title answers what was typed. Pure.

import { fold } from '../../core/formatting/fold';

const APART = /[\s._-]+/;

/** A higher score is better; `null` is no match. Every word that was typed must be found, in any order. */
export function score(title: string, query: string): number | null {
  const text = withSpaces(title);
  const wanted = withSpaces(query);
  if (wanted === '') return 0;
  if (text === wanted) return 1000;
  if (text.startsWith(wanted)) return 800 - text.length;
  const inside = text.indexOf(wanted);
  if (inside > 0) return (text[inside - 1] === ' ' ? 600 : 400) - text.length;
  const words = wanted.split(' ');
  return words.length > 1 ? apart(text, words) : scattered(text, wanted);
}

/** How good a score is, to compare before anything else: the same, its start, a word, a part, letters. */
export function gradeOf(points: number): number {
  return Math.max(0, Math.floor((points + 200) / 200));
}

function withSpaces(text: string): string {
  return fold(text).split(APART).join(' ').trim();
}

/** Each word begins another one of the title, or stands in it. */
function apart(text: string, words: readonly string[]): number | null {
  const left = text.split(' ');
  let begins = 0;
  for (const word of words) {
    const index = left.findIndex((other) => other.startsWith(word));
    if (index !== -1) left.splice(index, 1);
    else if (!text.includes(word)) return null;
    begins += Number(index !== -1);
  }
  return (begins === words.length ? 500 : 300) - text.length;
}

/** Letters must come in order, word starts count. */
function scattered(text: string, wanted: string): number | null {
  let position = -1;
  let points = 0;
  for (const letter of wanted) {
    const next = text.indexOf(letter, position + 1);
    if (next === -1) return null;
    if (next === 0 || text[next - 1] === ' ') points += 20;
    if (next === position + 1) points += 5;
    position = next;
  }
  return Math.min(points, 150) - text.length / 4;
}
