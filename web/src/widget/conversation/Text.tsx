/** @jsxImportSource preact */
// A message's text: as it was written, until what reads formatting is there.

import type { Mention } from '../../core/protocol/generated';
import type { LiveState } from '../../core/store/state';

/** A text that is still being sent has no mentions yet. */
export interface Written {
  text: string;
  mentions?: readonly Mention[];
}

/** What no text has that reads the same without formatting. */
const FORMATTED = /[\n`*_~[@#\\>•-]|\d[.)]\s|https?:|www\./i;

let formatting: typeof import('./formatting') | null = null;

/** Loads what reads formatting once one of these texts may hold some. True: they show differently now. */
export async function loadFormatting(messages: readonly Written[]): Promise<boolean> {
  if (formatting !== null || !messages.some(({ text }) => FORMATTED.test(text))) return false;
  try {
    formatting = await import('./formatting');
    return true;
  } catch {
    // The next change of the conversation tries again; texts can be read without it.
    return false;
  }
}

export function Text({ message, state }: { message: Written; state: LiveState }) {
  return <>{formatting === null ? <p>{message.text}</p> : formatting.formatted(message, state)}</>;
}
