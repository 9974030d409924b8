// What changed between two texts, word by word. Pure.

export interface Piece {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Words, runs of spaces, and anything else by the character; scripts without spaces as well. */
const TOKENS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}_])+|\s+|[^]/gu;

/** More comparisons would take too long: what lies between the parts in common is then replaced as a whole. */
const MOST_COMPARED = 4_000_000;

export function differences(before: string, after: string): Piece[] {
  const old = before.match(TOKENS) ?? [];
  const now = after.match(TOKENS) ?? [];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const pieces: Piece[] = [];
  add(pieces, 'same', old.slice(0, head).join(''));
  between(pieces, old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  add(pieces, 'same', old.slice(old.length - tail).join(''));
  return pieces;
}

/** By their longest common subsequence. */
function between(pieces: Piece[], old: readonly string[], now: readonly string[]): void {
  if (old.length * now.length > MOST_COMPARED) {
    add(pieces, 'removed', old.join(''));
    add(pieces, 'added', now.join(''));
    return;
  }
  const lengths = commonLengths(old, now);
  const width = now.length + 1;
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      add(pieces, 'same', old[i] ?? '');
      i += 1;
      j += 1;
    } else if (i < old.length && (j === now.length || (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))) {
      add(pieces, 'removed', old[i] ?? '');
      i += 1;
    } else {
      add(pieces, 'added', now[j] ?? '');
      j += 1;
    }
  }
}

/** How much the rests have in common from each place on. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint16Array {
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const [down = 0, right = 0, both = 0] = [lengths[(i + 1) * width + j], lengths[i * width + j + 1], lengths[(i + 1) * width + j + 1]];
      lengths[i * width + j] = old[i] === now[j] ? both + 1 : Math.max(down, right);
    }
  }
  return lengths;
}

function add(pieces: Piece[], kind: Piece['kind'], text: string): void {
  const last = pieces.at(-1);
  if (text === '') return;
  if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text };
  else pieces.push({ kind, text });
}
