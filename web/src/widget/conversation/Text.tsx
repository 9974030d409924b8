/** @jsxImportSource preact */
// A message's text: as it was written, until what reads formatting is there.

import type { Mention } from '../../core/protocol/generated';
import type { LiveState } from '../../core/store/state';
import { adopt } from '../panel/styles';

/** A text that is still being sent has no mentions yet. */
export interface Written {
  text: string;
  mentions?: readonly Mention[];
}

/** What no text has that reads the same without formatting. */
const FORMATTED = /[\n`*_~[@#\\>•-]|\d[.)]\s|https?:|www\./i;

/** What no text has without a table in it: a row of dashes. */
const TABLE = /\n[ \t|:]*-[-\s|:]*\|/;

let formatting: typeof import('./formatting') | null = null;
let tables: typeof import('./tables') | null = null;

/** Loads what reads formatting once one of these texts may hold some. True: they show differently now. */
export async function loadFormatting(messages: readonly Written[], root: ShadowRoot): Promise<boolean> {
  const holds = (signs: RegExp): boolean => messages.some(({ text }) => signs.test(text));
  const had = [formatting, tables];
  try {
    if (holds(FORMATTED)) formatting ??= await import('./formatting');
    if (holds(TABLE) && tables === null) formatting?.add((tables = await import('./tables')));
    if (formatting !== null) adopt(root, formatting.css);
  } catch {
    // The next change of the conversation tries again; texts can be read without it.
  }
  return formatting !== had[0] || tables !== had[1];
}

export function Text({ message, state, page }: { message: Written; state: LiveState; page: string }) {
  return formatting === null ? <p>{message.text}</p> : formatting.formatted(message, state, page);
}
