// Formatting within a line, by the rules of CommonMark but for these: `*` and `_` within a word are part
// of a name, `\` escapes only what would be formatting, and paths of Windows stay as they are. Linear in
// its input: what has no partner is looked for once.

import { Emphasis, runOf, type Run } from './emphasis';
import { linkAt, safeHref, trimAddress } from './links';
import { MARK, markAt, type MentionNode } from './mentions';
import type { Inline } from './tree';

const CHANNEL = /[\p{L}\p{N}_-]{1,80}/uy;
/** It ends at quotes of any language, and at punctuation of those that put no space behind it. */
const ADDRESS = /(?:https?:\/\/|www\.[\p{L}\p{N}-]+\.)[^\s<>"`“”„‟«»‹›「」『』《》〈〉【】（），。、；：！？…\uFFFF]+/iuy;
const MAILBOX = /[\p{L}\p{N}._%+-]+$/u;
/** What Python calls its own, where its name or what stands beside it shows that it is one: bold elsewhere, as in CommonMark. */
const IDENTIFIER = /(?<=[\w)\]]\.|, in )__\w{1,60}?__(?!\w)|__\w{1,60}?__(?=\.\w|\()|__(?:init|main|repr|str|dict|pycache|[gs]et(?:attr|item|state)|slots|iter|aenter|aexit)__(?!\w)/y;
const DOMAIN = /(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/uy;
const LONGEST_MAILBOX = 64;
const SPECIAL = /[`*_~[@#hHwW\n\\\uFFFF]/g;
/** Where a path may begin or end. */
const APART = /[\s"<>|`\uFFFF]/;
/** `C:\`, `\\host`, `%TEMP%\`, `.\` and the like; `DOMAIN\name`; `*.log` in a folder. */
const LIKE_PATH = /^[*_~([{'‘“„]*(?:[a-z]:\\|\\\\[\p{L}\p{N}]|%\w+%\\|(?:\.\.?|~)\\)|[\p{L}\p{N}_)$].*\\[\p{L}\p{N}]|\\\*\.\w/iu;
/** A path that has begun before, and has spaces in it. */
const BEGUN_PATH = /(?:(?<![\p{L}\p{N}])[a-z]:\\|\\\\[\p{L}\p{N}])[^\n]*$/iu;
const LONGEST_PATH = 260;

interface Piece {
  node: Inline;
  /** Where the text goes on. */
  end: number;
}

/** Reads one run of text. What is not formatting stays text, character by character. */
export function parseInline(source: string, mentions: readonly MentionNode[] = []): Inline[] {
  return new InlineReader(source, mentions).read();
}

class InlineReader {
  readonly #parts: (Inline | Run)[] = [];
  #plain = '';
  /** Backticks that so many never close behind this position. */
  readonly #unclosed = new Set<number>();
  /** Where what stands around the last backslash ends, and whether it is a path. */
  #token = { end: 0, path: false };

  constructor(
    private readonly source: string,
    private readonly mentions: readonly MentionNode[],
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
    return new Emphasis(this.#parts).read();
  }

  #pieceAt(at: number): Piece | null {
    switch (this.source.charAt(at)) {
      case '\n':
        return { node: { kind: 'break' }, end: at + 1 };
      case '\\':
        return this.#backslash(at);
      case '`':
        return this.#code(at);
      case '*':
      case '_':
      case '~':
        return this.#delimiters(at);
      case '[':
        return linkAt(this.source, at);
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

  /** In a path it is a backslash like any other; elsewhere it takes their meaning from some signs. */
  #backslash(at: number): Piece | null {
    const { source } = this;
    if (this.#isPath(at)) return this.#path(at);
    const next = source.charAt(at + 1);
    const lineStart = at === 0 || source.charAt(at - 1) === '\n';
    const needed =
      /[\\`*_@#]/.test(next) ||
      (lineStart && /[->+•]/.test(next)) ||
      (/[.)]/.test(next) && /(?:^|\n) {0,3}\d{1,6}$/.test(source.slice(Math.max(0, at - 10), at))) ||
      (next === '~' && source.charAt(at + 2) === '~') ||
      (next === '[' && linkAt(source, at + 1) !== null);
    return needed ? textPiece(next, at + 2) : null;
  }

  /** Looks once at all that stands together without a space. */
  #isPath(at: number): boolean {
    const { source } = this;
    if (at >= this.#token.end) {
      let start = at;
      while (start > 0 && !APART.test(source.charAt(start - 1))) start -= 1;
      let end = at;
      while (end < source.length && !APART.test(source.charAt(end))) end += 1;
      const before = source.slice(Math.max(0, start - LONGEST_PATH), start);
      const path = LIKE_PATH.test(source.slice(start, end)) || (/[\p{L}\p{N})]/u.test(source.charAt(at - 1)) && BEGUN_PATH.test(before));
      this.#token = { end, path };
    }
    return this.#token.path;
  }

  #path(at: number): Piece {
    // At its end these close what was opened before it, but for what the path names by them.
    const path = this.source.slice(at, this.#token.end).replace(/(?<![\\*_~])[*_~]+$/, '');
    return textPiece(path, at + path.length);
  }

  #code(at: number): Piece | null {
    const { source } = this;
    const length = runLength(source, at);
    const start = at + length;
    const end = this.#closingTicks(start, length);
    // What did not open code as a whole opens none with its rest.
    if (end === -1) return textPiece(source.slice(at, start), start);
    const text = source.slice(start, end);
    // Whoever is notified is shown to be.
    if (text.includes(MARK)) return textPiece(source.slice(at, start), start);
    const padded = /^ .*[^ ].* $/s.test(text);
    return { node: { kind: 'code', text: padded ? text.slice(1, -1) : text }, end: end + length };
  }

  #closingTicks(start: number, length: number): number {
    if (this.#unclosed.has(length)) return -1;
    let end = this.source.indexOf('`', start);
    while (end !== -1) {
      const found = runLength(this.source, end);
      if (found === length) return end;
      end = this.source.indexOf('`', end + found);
    }
    this.#unclosed.add(length);
    return -1;
  }

  /** What they open or close is known once everything is read. */
  #delimiters(at: number): Piece {
    const { source } = this;
    const identifier = this.#matchAfter(at - 1, IDENTIFIER);
    if (identifier !== null && source.charAt(at - 1) !== '_') return textPiece(identifier, at + identifier.length);
    const length = runLength(source, at);
    const end = at + length;
    const run = runOf(source.charAt(at), length, charBefore(source, at), charAt(source, end));
    if (!run.opens && !run.closes) return textPiece(source.slice(at, end), end);
    this.#flush();
    this.#parts.push(run);
    return textPiece('', end);
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
    // A sentence without spaces leads up to it; a word, of which it would be a part, does not.
    if (/[\p{Script=Latin}\p{N}_]/u.test(this.source.charAt(at - 1))) return null;
    const found = this.#matchAfter(at - 1, ADDRESS);
    if (found === null) return null;
    const text = trimAddress(found);
    const href = safeHref(/^w/i.test(text) ? `https://${text}` : text);
    return href === null ? null : { node: { kind: 'link', href, text }, end: at + text.length };
  }

  #push(node: Inline): void {
    if (node.kind === 'text') {
      this.#plain += node.text;
      return;
    }
    this.#flush();
    this.#parts.push(node);
  }

  #flush(): void {
    if (this.#plain === '') return;
    this.#parts.push({ kind: 'text', text: this.#plain });
    this.#plain = '';
  }
}

function textPiece(text: string, end: number): Piece {
  return { node: { kind: 'text', text }, end };
}

/** How often the sign at a position stands there. */
function runLength(source: string, at: number): number {
  let end = at + 1;
  while (source.charAt(end) === source.charAt(at)) end += 1;
  return end - at;
}

function charAt(source: string, at: number): string {
  const code = source.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function charBefore(source: string, at: number): string {
  const last = source.charAt(at - 1);
  return /[\uDC00-\uDFFF]/.test(last) ? source.slice(Math.max(0, at - 2), at) : last;
}
