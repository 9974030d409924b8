// What a selection of messages is copied as: what one would paste into a ticket, without buttons.

/** Says who wrote a message, and when. */
export type Describe = (messageId: number) => string | null;

/** The text to copy; `null` where the selection lies within one message's words, which copy as they are. */
export function copiedText(selection: Selection, list: Element, describe: Describe): string | null {
  if (selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (elementOf(range.commonAncestorContainer)?.closest('[data-words]') != null) return null;
  const parts = [...list.querySelectorAll('article')].flatMap((article) => {
    const words = article.querySelector('[data-words]');
    const text = words === null ? '' : selectedIn(range, words);
    return text === '' ? [] : [{ id: Number(article.dataset['message']), text }];
  });
  if (parts.length === 0) return null;
  if (parts.length === 1) return parts[0]?.text ?? null;
  return parts.map(({ id, text }) => [describe(id), text].filter((line) => line !== null).join('\n')).join('\n\n');
}

/** Passes on a copy of several messages; anything else is the browser's. */
export function copyMessages(event: ClipboardEvent, list: Element, describe: Describe): void {
  const selection = window.getSelection();
  const text = selection === null ? null : copiedText(selection, list, describe);
  if (text === null || event.clipboardData === null) return;
  event.clipboardData.setData('text/plain', text);
  event.preventDefault();
}

function elementOf(node: Node): Element | null {
  return node instanceof Element ? node : node.parentElement;
}

function selectedIn(range: Range, words: Element): string {
  if (!range.intersectsNode(words)) return '';
  const part = document.createRange();
  part.selectNodeContents(words);
  if (words.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
  if (words.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
  return written(part.cloneContents()).replace(/^\n+|\s+$/g, '');
}

/** The text of nodes, with the line breaks and signs that they are shown with. */
function written(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  const inner = [...node.childNodes].map(written).join('');
  switch (node.nodeName) {
    case 'BR':
      return '\n';
    case 'BUTTON':
      return '';
    case 'P':
    case 'PRE':
      return `\n${inner}\n`;
    case 'TR':
      return `\n${[...node.childNodes].map((cell) => written(cell).trim()).join('\t')}`;
    case 'TABLE':
      return `${inner}\n`;
    case 'LI': {
      const number = (node as Element).getAttribute('value');
      return `\n${number === null ? '-' : `${number}.`} ${inner.trim().replace(/\n+/g, '\n  ')}`;
    }
    case 'UL':
    case 'OL':
      return `${inner}\n`;
    case 'BLOCKQUOTE':
      return `\n${inner.trim().replace(/^/gm, '> ')}\n`;
    default:
      return inner;
  }
}
