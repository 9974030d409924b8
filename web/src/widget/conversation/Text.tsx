/** @jsxImportSource preact */
// A message's text: as it was written, until what reads formatting is there.

import type { Mention } from '../../core/protocol/generated';
import { adopt } from '../panel/styles';
import type { LiveContext } from './context';

/** A text that is still being sent has no mentions yet. */
export interface Written {
  text: string;
  mentions?: readonly Mention[];
}

/** What no text has that reads the same without formatting. */
const FORMATTED = /[\n`*_~[@#\\>•-]|\d[.)]\s|https?:|www\./i;

/** What no text has without a table in it: a row of dashes. */
const TABLE = /\n[ \t|:]*-[-\s|:]*\|/;
/** The date in the number of a ticket. */
const TICKET = /-\d{6}-/;

let formatting: typeof import('./formatting') | null = null;
let tables: typeof import('./tables') | null = null;
let tickets: typeof import('./tickets') | null = null;

/** Loads what reads formatting once one of these texts may hold some. True: they show differently now. */
export async function loadFormatting(messages: readonly Written[], root: ShadowRoot): Promise<boolean> {
  const holds = (signs: RegExp): boolean => messages.some(({ text }) => signs.test(text));
  const had = [formatting, tables, tickets];
  try {
    if (holds(FORMATTED)) formatting ??= await import('./formatting');
    if (holds(TABLE)) tables ??= await import('./tables');
    if (holds(TICKET)) tickets ??= await import('./tickets');
    if (formatting !== null) adopt(root, formatting.css);
  } catch {
    // The next change of the conversation tries again; texts can be read without it.
  }
  const more = formatting !== had[0] || tables !== had[1] || tickets !== had[2];
  if (more) formatting?.add(tables, tickets);
  return more;
}

export function Text({ message, context }: { message: Written; context: LiveContext }) {
  return formatting === null ? <p>{message.text}</p> : formatting.formatted(message, context);
}
