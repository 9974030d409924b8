// Formatting within a line. Linear in its input: delimiters are looked up, never backtracked over.

import { safeHref, trimAddress } from './links';
import { MARK, markAt, type MentionNode } from './mentions';
import type { Inline } from './tree';

const DEEPEST = 6;
const CHANNEL = /[\p{L}\p{N}_-]{1,80}/uy;
const ADDRESS = /(?:https?:\/\/|www\.[\p{L}\p{N}-]+\.)[^\s<>"`\uFFFF]+/iuy;
const MAILBOX = /[\p{L}\p{N}._%+-]+$/u;
const DOMAIN = /(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/uy;
const LONGEST_MAILBOX = 64;
const SPECIAL = /[`*_~[@#hHwW\n\\\uFFFF]/g;
const WORD = /[\p{L}\p{N}_]/u;
const PUNCTUATION = /[!-/:-@[-`{-~]/;

interface Piece {
  node: Inline;
  /** Where the text goes on. */
  end: number;
}

/** Reads one run of text. What is not formatting stays text, character by character. */
export function parseInline(source: string, mentions: readonly MentionNode[] = [], depth = 0): Inline[] {
  return new InlineReader(source, mentions, depth).read();
}

class InlineReader {
  readonly #nodes: Inline[] = [];
  #plain = '';
  /** Delimiters that have no partner behind this position: looked for once only. */
  readonly #unpaired = new Set<string>();

  constructor(
    private readonly source: string,
    private readonly mentions: readonly MentionNode[],
    private readonly depth: number,
  ) {}

  read(): Inline[] {
    const { source } = this;
    let position = 0;
    while (position < source.length) {
      SPECIAL.lastIndex = position;
      const next = SPECIAL.exec(source)?.index ?? source.length;
      this.#plain += source.slice(position, next);
      if (next === source.length) break;
      const piece = this.#pieceAt(next);
      if (piece === null) {
        this.#plain += source.charAt(next);
        position = next + 1;
      } else {
        this.#push(piece.node);
        position = piece.end;
      }
    }
    this.#flush();
    return this.#nodes;
  }

  #pieceAt(at: number): Piece | null {
    switch (this.source.charAt(at)) {
      case '\n':
        return { node: { kind: 'break' }, end: at + 1 };
      case '\\':
        return this.#escaped(at);
      case '`':
        return this.#code(at);
      case '*':
        return this.#pair(at, '**', 'bold') ?? this.#pair(at, '*', 'italic');
      case '_':
        return this.#pair(at, '__', 'bold') ?? this.#pair(at, '_', 'italic');
      case '~':
        return this.#pair(at, '~~', 'strike');
      case '[':
        return this.#link(at);
      case '@':
        return this.#mail(at);
      case MARK:
        return this.#mention(at);
      case '#':
        return this.#channel(at);
      default:
        return this.#address(at);
    }
  }

  #escaped(at: number): Piece | null {
    const escaped = this.source.charAt(at + 1);
    if (escaped === '' || !PUNCTUATION.test(escaped)) return null;
    return { node: { kind: 'text', text: escaped }, end: at + 2 };
  }

  #code(at: number): Piece | null {
    const end = this.#find('`', at + 1);
    if (end === -1 || end === at + 1) return null;
    const text = this.source.slice(at + 1, end);
    // Whoever is notified is shown to be.
    return text.includes(MARK) ? null : { node: { kind: 'code', text }, end: end + 1 };
  }

  #pair(at: number, delimiter: string, kind: 'bold' | 'italic' | 'strike'): Piece | null {
    const { source } = this;
    if (this.depth >= DEEPEST || !source.startsWith(delimiter, at)) return null;
    const start = at + delimiter.length;
    if (/\s/.test(source.charAt(start)) || start >= source.length) return null;
    const before = source.charAt(at - 1);
    // Inside a word it is part of a name, or multiplies.
    if (WORD.test(before) || before === delimiter.charAt(0)) return null;
    const end = this.#closing(delimiter, start);
    if (end === -1) return null;
    const children = parseInline(source.slice(start, end), this.mentions, this.depth + 1);
    return { node: { kind, children }, end: end + delimiter.length };
  }

  #closing(delimiter: string, start: number): number {
    const { source } = this;
    let end = this.#find(delimiter, start + 1);
    while (end !== -1) {
      const touches = !/\s/.test(source.charAt(end - 1));
      const after = source.charAt(end + delimiter.length);
      const ends = !WORD.test(after);
      const doubled = delimiter.length === 1 && (after === delimiter || source.charAt(end - 1) === delimiter);
      if (touches && ends && !doubled) return end;
      end = this.#find(delimiter, end + (doubled ? 2 : 1));
    }
    return -1;
  }

  #link(at: number): Piece | null {
    const { source } = this;
    const middle = this.#find('](', at + 1);
    if (middle === -1) return null;
    const end = this.#find(')', middle + 2);
    if (end === -1) return null;
    const text = source.slice(at + 1, middle);
    if (text === '' || /[\n[\uFFFF]/.test(text)) return null;
    const href = safeHref(source.slice(middle + 2, end).trim());
    return href === null ? null : { node: { kind: 'link', href, text }, end: end + 1 };
  }

  /** The mailbox stands before the `@`, in what was taken for plain text. */
  #mail(at: number): Piece | null {
    const mailbox = MAILBOX.exec(this.#plain.slice(-LONGEST_MAILBOX))?.[0];
    const domain = this.#matchAfter(at, DOMAIN);
    if (mailbox === undefined || domain === null) return null;
    const text = `${mailbox}@${domain}`;
    const href = safeHref(`mailto:${text}`);
    if (href === null) return null;
    this.#plain = this.#plain.slice(0, -mailbox.length);
    return { node: { kind: 'link', href, text }, end: at + 1 + domain.length };
  }

  #mention(at: number): Piece | null {
    const node = markAt(this.source, at, this.mentions);
    return node === undefined ? null : { node, end: at + 2 };
  }

  #channel(at: number): Piece | null {
    if (/[\p{L}\p{N}_@#&/]/u.test(this.source.charAt(at - 1))) return null;
    const name = this.#matchAfter(at, CHANNEL);
    return name === null ? null : { node: { kind: 'channel', name }, end: at + 1 + name.length };
  }

  #matchAfter(at: number, pattern: RegExp): string | null {
    pattern.lastIndex = at + 1;
    return pattern.exec(this.source)?.[0] ?? null;
  }

  #address(at: number): Piece | null {
    if (WORD.test(this.source.charAt(at - 1))) return null;
    const found = this.#matchAfter(at - 1, ADDRESS);
    if (found === null) return null;
    const text = trimAddress(found);
    const href = safeHref(/^w/i.test(text) ? `https://${text}` : text);
    return href === null ? null : { node: { kind: 'link', href, text }, end: at + text.length };
  }

  /** `indexOf` that remembers failure: a thousand lone delimiters cost one search each kind. */
  #find(needle: string, from: number): number {
    if (this.#unpaired.has(needle)) return -1;
    const found = this.source.indexOf(needle, from);
    if (found === -1) this.#unpaired.add(needle);
    return found;
  }

  #push(node: Inline): void {
    if (node.kind === 'text') {
      this.#plain += node.text;
      return;
    }
    this.#flush();
    this.#nodes.push(node);
  }

  #flush(): void {
    if (this.#plain === '') return;
    this.#nodes.push({ kind: 'text', text: this.#plain });
    this.#plain = '';
  }
}
