// What becomes of text from elsewhere.

const ADDRESS = /^https?:\/\/[^\s<>]+$/i;

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
