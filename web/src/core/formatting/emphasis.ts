// Which asterisks, underscores and tildes belong together: CommonMark's algorithm, from the inside out.

import type { Inline } from './tree';

/** Delimiters in a row. */
export interface Run {
  kind: 'run';
  sign: string;
  length: number;
  /** What they may do, as far as the characters around them say. */
  opens: boolean;
  closes: boolean;
}

interface Opening {
  kind: 'bold' | 'italic' | 'strike';
  sign: string;
}

interface Delimiter extends Run {
  /** How many of them have no partner yet. */
  left: number;
  /** What it begins, from the inside out. */
  begins: Opening[];
  /** What it ends, from the inside out. */
  ends: Opening[];
  place: number;
}

/** No deeper, so that no text is a burden to whoever renders it. */
const DEEPEST = 6;
const SPACE = /^\s?$/;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;
/** Scripts without spaces between words. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

export class Emphasis {
  readonly #delimiters = new Map<Run, Delimiter>();

  constructor(private readonly parts: readonly (Inline | Run)[]) {}

  read(): Inline[] {
    this.#pair();
    return this.#build();
  }

  /** Finds to each delimiter that may close the nearest one before it that may open. */
  #pair(): void {
    const open: Delimiter[] = [];
    /** Per kind of closing delimiter: before this place there is none to it. */
    const none = new Map<string, number>();
    for (const [place, part] of this.parts.entries()) {
      if (part.kind !== 'run') continue;
      const closer: Delimiter = { ...part, left: part.length, begins: [], ends: [], place };
      this.#delimiters.set(part, closer);
      while (closer.closes && closer.left > 0) {
        const kind = `${closer.sign}${closer.opens}${closer.length % 3}`;
        const index = open.findLastIndex((opener) => opener.place < (none.get(kind) ?? 0) || fits(opener, closer));
        const opener = open[index];
        if (opener === undefined || !fits(opener, closer)) {
          none.set(kind, place);
          break;
        }
        open.length = index + 1;
        join(opener, closer);
        if (opener.left === 0) open.pop();
      }
      if (closer.opens && closer.left > 0) open.push(closer);
    }
  }

  #build(): Inline[] {
    const levels: Inline[][] = [[]];
    const tooDeep = new Set<Opening>();
    const add = (node: Inline): void => append(levels.at(-1) ?? [], node);
    for (const part of this.parts) {
      const delimiter = part.kind === 'run' ? this.#delimiters.get(part) : undefined;
      if (part.kind !== 'run') add(part);
      if (delimiter === undefined) continue;
      for (const opening of delimiter.ends) {
        const children = tooDeep.has(opening) ? undefined : levels.pop();
        add(children === undefined ? { kind: 'text', text: opening.sign } : { kind: opening.kind, children });
      }
      if (delimiter.left > 0) add({ kind: 'text', text: delimiter.sign.repeat(delimiter.left) });
      for (const opening of delimiter.begins.toReversed()) {
        if (levels.length <= DEEPEST) levels.push([]);
        else {
          tooDeep.add(opening);
          add({ kind: 'text', text: opening.sign });
        }
      }
    }
    return levels[0] ?? [];
  }
}

/** Delimiters between two characters; an empty one is the edge of the text. */
export function runOf(sign: string, length: number, before: string, after: string): Run {
  const edge = (character: string): boolean => SPACE.test(character) || PUNCTUATION.test(character);
  const left = !SPACE.test(after) && (!PUNCTUATION.test(after) || edge(before) || UNSPACED.test(before));
  const right = !SPACE.test(before) && (!PUNCTUATION.test(before) || edge(after) || UNSPACED.test(after));
  const fitting = sign !== '~' || length === 2;
  const unspaced = sign !== '_' && (UNSPACED.test(before) || UNSPACED.test(after));
  return {
    kind: 'run',
    sign,
    length,
    opens: fitting && left && (!right || edge(before) || unspaced),
    closes: fitting && right && (!left || edge(after) || unspaced),
  };
}

function fits(opener: Delimiter, closer: Delimiter): boolean {
  if (opener.sign !== closer.sign) return false;
  const both = opener.closes || closer.opens;
  return !both || (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

function join(opener: Delimiter, closer: Delimiter): void {
  const count = opener.left >= 2 && closer.left >= 2 ? 2 : 1;
  const kind = opener.sign === '~' ? 'strike' : count === 2 ? 'bold' : 'italic';
  const opening: Opening = { kind, sign: opener.sign.repeat(count) };
  opener.left -= count;
  closer.left -= count;
  opener.begins.push(opening);
  closer.ends.push(opening);
}

function append(nodes: Inline[], node: Inline): void {
  const last = nodes.at(-1);
  if (node.kind === 'text' && last?.kind === 'text') nodes[nodes.length - 1] = { kind: 'text', text: last.text + node.text };
  else nodes.push(node);
}
