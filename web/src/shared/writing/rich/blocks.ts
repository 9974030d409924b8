// Paragraphs, lists, quotes and code of a piece of HTML as lines of Markdown.

import { boldOf, inlineOf } from './inline';
import { isHidden, isListLine } from './marks';
import { isData, tableOf } from './table';

const BLOCKS = /^(?:ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BODY|CENTER|DD|DETAILS|DIV|DL|DT|FIELDSET|FIGCAPTION|FIGURE|FOOTER|FORM|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|SUMMARY|TABLE|TBODY|TD|TFOOT|TH|THEAD|TR|UL)$/;

/** What has a blank line before and after it. */
const APART = /^(?:BLOCKQUOTE|FIGURE|H[1-6]|OL|P|PRE|TABLE|UL)$/;

/** All that an element holds, as lines. */
export function blockOf(element: HTMLElement): string {
  let text = '';
  let line: Node[] = [];
  const add = (piece: string, apart: boolean): void => {
    if (piece.trim() === '') return;
    if (text !== '') text += apart ? '\n\n' : '\n';
    text += piece;
  };
  let loose = false;
  const endLine = (): void => {
    add(inlineOf(line).replace(/^\n|\s+$/g, '').replace(/^ +/, ''), loose);
    line = [];
  };
  for (const node of element.childNodes) {
    const block = node instanceof HTMLElement && !isHidden(node) && (BLOCKS.test(node.tagName) || holdsBlocks(node));
    if (!block) {
      line.push(node);
      continue;
    }
    const had = line.length;
    endLine();
    const apart = APART.test(node.tagName) && !isListLine(node);
    add(oneBlock(node), apart || (loose && had === 0));
    loose = apart;
  }
  endLine();
  return text;
}

/** Google's documents and others wrap everything in one inline element. */
function holdsBlocks(element: HTMLElement): boolean {
  return [...element.children].some((child) => child instanceof HTMLElement && (BLOCKS.test(child.tagName) || holdsBlocks(child)));
}

function oneBlock(element: HTMLElement): string {
  const tag = element.tagName;
  if (tag === 'UL' || tag === 'OL') return listOf(element);
  if (tag === 'PRE') return codeOf(element);
  if (tag === 'BLOCKQUOTE') return blockOf(element).split('\n').map((line) => `> ${line}`.trimEnd()).join('\n');
  if (/^H[1-6]$/.test(tag)) return headingOf(element);
  if (tag === 'HR') return '';
  if (element instanceof HTMLTableElement && isData(element)) return tableOf(element);
  if (isListLine(element)) return itemOfWord(element);
  return blockOf(element);
}

/** Messages have no headings: one is a line in bold. */
function headingOf(element: HTMLElement): string {
  const words = (element.textContent ?? '').replace(/\s+/g, ' ').trim();
  return words === '' ? '' : boldOf(words);
}

function codeOf(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const end of copy.querySelectorAll('br')) end.replaceWith('\n');
  return fenced(copy.textContent ?? '');
}

/** Text as a block of code; empty if it has no words. */
export function fenced(code: string): string {
  const text = code.replace(/\u00A0/g, ' ').replace(/\n+$/, '');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return text.trim() === '' ? '' : `${fence}\n${text}\n${fence}`;
}

/** What an item holds beside its words stands further in, below them. */
function listOf(list: HTMLElement): string {
  let number = Number(list.getAttribute('start') ?? 1) - 1;
  const lines: string[] = [];
  for (const child of list.children) {
    if (!(child instanceof HTMLElement) || isHidden(child)) continue;
    // Word for the web and Google put the inner list beside the item.
    if (child.tagName === 'UL' || child.tagName === 'OL') {
      lines.push(indented(listOf(child)));
      continue;
    }
    const words = blockOf(child).replace(/\n{2,}/g, '\n');
    if (words === '') continue;
    number += 1;
    const sign = list.tagName === 'OL' ? `${number}. ` : '- ';
    const [first = '', ...rest] = words.split('\n');
    lines.push(sign + first, ...rest.map(indented));
  }
  return lines.join('\n');
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '   ');
}

/** `·` or `1.`, then the words. */
function itemOfWord(element: HTMLElement): string {
  const words = blockOf(element).replace(/\s+/g, ' ').trim();
  const [, number] = /^\(?(\d{1,6})[.)]\s/.exec(words) ?? [];
  const level = Number(/level(\d)/.exec(element.getAttribute('style') ?? '')?.[1] ?? 1);
  const sign = number === undefined ? '-' : `${number}.`;
  return `${'   '.repeat(level - 1)}${sign} ${words.replace(/^(?:\(?\w{1,6}[.)]|[^\p{L}\p{N}\s*_`[~]|o(?=\s))\s+/u, '')}`;
}
