// Mentions as the server found them. Each travels through the readers as one mark, so that nothing in
// a name is taken for formatting, and no name is a mention that the server did not find.

import type { Mention } from '../protocol/generated';
import type { Inline } from './tree';

export type MentionNode = Extract<Inline, { kind: 'mention' }>;

/** Begins a mark: a noncharacter, which no text needs. */
export const MARK = '\uFFFF';
const MARKS = /\uFFFF(.)/g;
/** What follows says which mention it is. */
const FIRST = 0xe000;

/** Puts marks in place of the mentions; those that overlap or lie outside are left out. */
export function withMarks(source: string, mentions: readonly Mention[]): { marked: string; nodes: MentionNode[] } {
  const nodes: MentionNode[] = [];
  if (mentions.length === 0) return { marked: source, nodes };
  let marked = '';
  let done = 0;
  for (const { userId, start, length, group } of mentions) {
    const end = start + length;
    if (start < done || end <= start || end > source.length) continue;
    marked += unmarked(source.slice(done, start)) + MARK + String.fromCharCode(FIRST + nodes.length);
    nodes.push({ kind: 'mention', username: userId, text: source.slice(start, end), group });
    done = end;
  }
  return { marked: marked + unmarked(source.slice(done)), nodes };
}

/** The mention whose mark begins at a position. */
export function markAt(text: string, at: number, nodes: readonly MentionNode[]): MentionNode | undefined {
  return nodes[text.charCodeAt(at + 1) - FIRST];
}

/** The text as it was written. */
export function withoutMarks(text: string, nodes: readonly MentionNode[]): string {
  return text.replace(MARKS, (mark) => markAt(mark, 0, nodes)?.text ?? mark);
}

/** The text with its mentions as nodes, and nothing else. */
export function betweenMarks(text: string, nodes: readonly MentionNode[]): Inline[] {
  return text.split(/(\uFFFF.)/).flatMap((part) => {
    const mention = part.startsWith(MARK) ? markAt(part, 0, nodes) : undefined;
    return mention ?? (part === '' ? [] : { kind: 'text', text: part });
  });
}

function unmarked(text: string): string {
  return text.replaceAll(MARK, '\uFFFD');
}
