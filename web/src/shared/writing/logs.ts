// Finds what was pasted from a terminal, a log or a program: its asterisks and underscores are no formatting.

import { openFence } from '../../core/formatting/fence';

export interface Span {
  start: number;
  end: number;
}

/** Fewer lines are not enough to tell. */
const FEWEST = 3;
/** An item of a list, or a quote: written by somebody. */
const WRITTEN = /^\s*(?:[-*•>]|\d{1,6}[.)])\s/;
const SIGNS: readonly RegExp[] = [
  // A date with a time, or a time with its seconds.
  /^\W{0,2}(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}),?[T ]\s*\d{1,2}:\d\d/,
  /^\W{0,2}\d{1,2}:\d\d:\d\d\b/,
  /^[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d/,
  // How serious an entry is.
  /(?:^|[\s[<(|])(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE)(?:[\s\]>):|]|$)/,
  // Where a program failed.
  /^\s+at [\w$.<>]+[ (]|^Traceback \(most recent|^\s+File ".*", line \d+|^Caused by: /,
  // A prompt.
  /^(?:PS )?[A-Z]:\\[^>]*>|^[\w.-]+@[\w.-]+[:~][^$#]*[$#] |^\$ \S/,
  // Programs and settings.
  /[;{}]\s*$|^\s*[\]}],?\s*$|^\s*def \w+\(|^\s*(?:if|elif|else|for|while|with|try|except)\b[^.!?]*:\s*$/,
  /^\s*[\w.$"'[\]-]+\s*=\s*\S|(?:^|\s)\w+=\S+(?:\s+\S+)*?\s+\w+=\S/,
  /^\s*"[^"]+"\s*:|^\s*<\/?[a-z][\w:-]*(?:\s[^>]*)?\/?>/i,
  // Columns.
  /\S {2,}\S+ {2,}\S|\. \. \. \./,
  /^\d{1,3}(?:\.\d{1,3}){3}\b|\b__\w+__\b/,
];

/** The lines of a text that look like this and are not marked as code; `null` for none. */
export function logIn(text: string): Span | null {
  const lines = text.split('\n');
  let first = -1;
  let last = -1;
  let matching = 0;
  for (const [index, line] of lines.entries()) {
    if (WRITTEN.test(line) || !SIGNS.some((sign) => sign.test(line))) continue;
    if (first === -1) first = index;
    last = index;
    matching += 1;
  }
  const found = lines.slice(first, last + 1);
  if (matching < FEWEST || matching * 2 < found.filter((line) => line.trim() !== '').length) return null;
  const start = lines.slice(0, first).reduce((sum, { length }) => sum + length + 1, 0);
  const end = start + found.join('\n').length;
  const code = found.some((line) => /^\s*(?:`{3}|~{3})/.test(line)) || openFence(text.slice(0, start)) !== null;
  return code ? null : { start, end };
}
