// Whom a text that is still being written may name: enough to warn before it is sent. Which mentions a
// message causes, the server alone decides.

const NAME = /(?<![\p{L}\p{N}])@([\p{L}\p{N}._-]+)/gu;

/** Every name that a text could mention, each once; `caret` leaves out the one still being typed. */
export function namesIn(text: string, caret: number | null = null): string[] {
  const names = [...text.matchAll(NAME)]
    .filter((found) => found.index + found[0].length !== caret)
    .map(([, run = '']) => run.replace(/[._-]+$/, ''));
  return [...new Set(names)].filter((name) => name !== '');
}
