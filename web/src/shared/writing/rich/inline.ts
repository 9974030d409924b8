// Words within a line, with their marks.

import { literally, type Piece } from './literal';
import { isHidden, marksOf, type Mark } from './marks';

/** The words of some nodes as one run of Markdown. Line ends are those of `<br>`. */
export function inlineOf(nodes: Iterable<Node>): string {
  const pieces: Piece[] = [];
  for (const node of nodes) collect(node, [], pieces);
  return literally(merged(pieces), written);
}

/** Words in bold. */
export function boldOf(words: string): string {
  return literally([{ text: words, marks: ['**'] }], written);
}

function collect(node: Node, marks: readonly Mark[], pieces: Piece[]): void {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = spaced(node);
    // Two spaces that meet are one.
    pieces.push({ text: /\s$/.test(pieces.at(-1)?.text ?? '') ? text.replace(/^ (?! )/, '') : text, marks });
  }
  if (!(node instanceof HTMLElement) || isHidden(node)) return;
  if (node.tagName === 'BR') pieces.push({ text: '\n', marks: [] });
  else if (node.tagName === 'IMG') pieces.push({ text: node.getAttribute('alt') ?? '', marks });
  else if (node.tagName === 'A') pieces.push({ ...linkOf(node), marks: around(node, marks) });
  else for (const child of node.childNodes) collect(child, around(node, marks), pieces);
}

/** An element inside of another may take its mark away, as in Google's documents. */
function around(element: HTMLElement, marks: readonly Mark[]): Mark[] {
  const { fontWeight, fontStyle } = element.style;
  const kept = marks.filter((mark) => !((mark === '**' && fontWeight !== '') || (mark === '*' && fontStyle !== '')));
  return [...new Set([...kept, ...marksOf(element)])];
}

/** White space is one space, but for where the style keeps it. */
function spaced(node: Node): string {
  const text = (node.nodeValue ?? '').replace(/[\u200B\u2060\uFEFF]/g, '');
  const kept = node.parentElement?.closest<HTMLElement>('[style*="white-space"]')?.style.whiteSpace ?? '';
  const plain = /^(?:pre|pre-wrap|break-spaces)$/.test(kept) ? text : text.replace(/[ \t\r\n]+/g, ' ');
  return plain.replaceAll('\u00A0', ' ');
}

function linkOf(element: HTMLElement): Omit<Piece, 'marks'> {
  const address = element.getAttribute('href') ?? '';
  const words = (element.textContent ?? '').replace(/\s+/g, ' ').trim();
  if (!/^(?:https?:\/\/|mailto:)\S+$/i.test(address)) return { text: words };
  const bare = address.replace(/^mailto:/i, '');
  if (words === '' || words === address || words === bare || `${words}/` === address) return { text: bare, isMarkdown: true };
  if (/[[\]]/.test(words)) return { text: `${words} (${bare})` };
  const text = `[${words}](${isBalanced(address) ? address : address.replaceAll('(', '%28').replaceAll(')', '%29')})`;
  return { text, isMarkdown: true };
}

/** Whether a bracket in an address would end its link. */
function isBalanced(address: string): boolean {
  let depth = 0;
  for (const [sign] of address.matchAll(/[()]/g)) {
    depth += sign === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Neighbours with the same marks as one piece: words come in many, one for each colour. */
function merged(pieces: readonly Piece[]): Piece[] {
  const done: Piece[] = [];
  for (const piece of pieces) {
    const last = done.at(-1);
    const same = last !== undefined && last.isMarkdown === piece.isMarkdown && (piece.text.trim() === '' ? !piece.text.includes('\n') : last.marks.join() === piece.marks.join());
    if (same) last.text += piece.text;
    else if (piece.text !== '') done.push({ ...piece });
  }
  return done;
}

/** Marks stand right at the words: space inside of them goes outside. */
function written(pieces: readonly Piece[]): string {
  return pieces
    .map(({ text, marks }) => {
      const core = text.trim();
      if (core === '' || marks.length === 0) return text;
      const [before = '', after = ''] = [/^\s*/.exec(text)?.[0], /\s*$/.exec(text)?.[0]];
      return before + core.split('\n').map((line) => marked(line, marks)).join('\n') + after;
    })
    .join('')
    .replace(/[ \t]*\n/g, '\n');
}

function marked(text: string, marks: readonly Mark[]): string {
  if (marks.includes('`')) return ticked(text);
  const signs = marks.join('');
  return signs + text + [...marks].toReversed().join('');
}

function ticked(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const sign = '`'.repeat(longest + 1);
  return longest > 0 ? `${sign} ${text} ${sign}` : `${sign}${text}${sign}`;
}
