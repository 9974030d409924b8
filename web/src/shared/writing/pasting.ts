// What becomes of text from elsewhere, and what of a written text is sent.

// oxlint-disable-next-line no-control-regex
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\-_])/g;
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;
const ADDRESS = /^https?:\/\/[^\s<>]+$/i;

/** A text without what the server refuses: a terminal's colours and other control characters. */
export function withoutControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(ESCAPES, '').replace(CONTROLS, '');
}

/** An item or a quote that was begun below another one, and left empty. */
const BEGUN_LAST = /(?<=(?:^|\n)[ \t>]*(?:[-*•]|\d{1,6}[.)])[ \t]+\S.*)\n[ \t>]*(?:[-*•]|\d{1,6}[.)])\s*$|(?<=(?:^|\n) {0,3}>.*)\n[ \t>]*>\s*$/;

/** A text as it is sent: without blank lines before it, space behind it, and an empty item at its end. Its indentation stays. */
export function writtenIn(text: string): string {
  return text.replace(BEGUN_LAST, '').replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
}

/** Whether a text is one address and nothing else. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text.trim());
}

/** A link, when an address is pasted over words that can carry one; else `null`. */
export function linked(words: string, pasted: string): string | null {
  const address = pasted.trim();
  if (words.trim() === '' || /[[\]\n]/.test(words) || isAddress(words) || !isAddress(address)) return null;
  return `[${words}](${address})`;
}

/** What stands on lines of its own. */
const LINES = /^(?:- |\d+\. |> |`{3}|\|)/;

/** A pasted text with the line ends that it needs where it is put. */
export function between(before: string, text: string, after: string): string {
  const [first = ''] = text.split('\n');
  const last = text.slice(text.lastIndexOf('\n') + 1);
  const opens = LINES.test(first) && before !== '' && !before.endsWith('\n');
  const closes = LINES.test(last.trimStart()) && after !== '' && !after.startsWith('\n');
  return `${opens ? '\n' : ''}${text}${closes ? '\n' : ''}`;
}
