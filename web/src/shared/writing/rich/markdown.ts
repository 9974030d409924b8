// Formatted text from elsewhere (a web page, Word, Excel, mail) as the Markdown of messages. Fetched with the
// first such paste. The HTML is only read, in a document of its own that runs and loads nothing.

import { blockOf, fenced } from './blocks';
import { literalText } from './literal';
import { editorOf, isRich } from './marks';

/** So many characters of HTML are read; more is pasted as plain text. */
const LONGEST = 2_000_000;

/** The Markdown of a piece of HTML, which says `plain` without its formatting; `null` where that says as much. */
export function markdownOf(html: string, plain = ''): string | null {
  if (html.length > LONGEST) return null;
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const code = editorsCode(body);
  if (code !== null) return code;
  if (!isRich(body)) {
    // In an editor of code, signs may be Markdown; elsewhere they are what one saw.
    const literal = editorOf(body) === null ? literalText(plain) : plain;
    return literal === plain ? null : literal;
  }
  const text = blockOf(body).replace(/^\n+|\s+$/g, '');
  return text === '' ? null : text;
}

/** Lines from an editor of code as a block of code; `null` where it is not from one, or a single line. */
function editorsCode(body: HTMLElement): string | null {
  const lines = [...(editorOf(body)?.children ?? [])].filter(({ tagName }) => tagName === 'DIV' || tagName === 'BR');
  if (lines.length < 2) return null;
  return fenced(lines.map(({ textContent }) => textContent).join('\n')) || null;
}
