// Formatted text from elsewhere (a web page, Word, Excel, mail) as the Markdown of messages. Fetched with the
// first such paste. The HTML is only read, in a document of its own that runs and loads nothing.

import { blockOf, fenced } from './blocks';
import { editorOf, isRich } from './marks';

/** So many characters of HTML are read; more is pasted as plain text. */
const LONGEST = 2_000_000;

/** The Markdown of a piece of HTML; `null` where it says no more than its plain text does. */
export function markdownOf(html: string): string | null {
  if (html.length > LONGEST) return null;
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const code = editorsCode(body);
  if (code !== null) return code;
  if (!isRich(body)) return null;
  const text = blockOf(body).replace(/^\n+|\s+$/g, '');
  return text === '' ? null : text;
}

/** Lines from an editor of code as a block of code; `null` where it is not from one, or a single line. */
function editorsCode(body: HTMLElement): string | null {
  const lines = [...(editorOf(body)?.children ?? [])].filter(({ tagName }) => tagName === 'DIV' || tagName === 'BR');
  if (lines.length < 2) return null;
  return fenced(lines.map(({ textContent }) => textContent).join('\n')) || null;
}
