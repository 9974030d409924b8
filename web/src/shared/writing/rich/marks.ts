// Which marks the elements of HTML stand for.

export type Mark = '**' | '*' | '~~' | '`';

/** Elements that hold nothing to be read. */
const HIDDEN = 'head, style, script, template, noscript, title, meta, link, svg, object, iframe, button, input, select, textarea';
const RICH = 'b, strong, i, em, s, strike, del, code, kbd, samp, tt, pre, a[href], ul, ol, blockquote, table, h1, h2, h3, h4, h5, h6';

/** Whether any of it is more than plain text. */
export function isRich(body: HTMLElement): boolean {
  // The colours of an editor say nothing here, and its line is right in the plain text.
  if (editorOf(body) !== null) return false;
  if (body.querySelector(RICH) !== null) return true;
  return [...body.querySelectorAll<HTMLElement>('[style]')].some((element) => marksOf(element).length > 0 || isListLine(element));
}

/** What an editor of code puts around the lines that are copied from it. */
export function editorOf(body: HTMLElement): HTMLElement | null {
  const first = body.querySelector<HTMLElement>('body > :not(meta)');
  return first?.style.whiteSpace.startsWith('pre') && body.querySelector('pre, table') === null ? first : null;
}

export function isHidden(element: HTMLElement): boolean {
  return element.matches(HIDDEN) || element.style.display === 'none' || element.style.getPropertyValue('mso-hide') === 'all';
}

/** The marks that an element puts around its words, as its tag and its style say. */
export function marksOf(element: HTMLElement): Mark[] {
  const { fontWeight, fontStyle, textDecoration, textDecorationLine } = element.style;
  const tag = element.tagName;
  const marks: Mark[] = [];
  const bold = fontWeight === '' ? /^(?:B|STRONG)$/.test(tag) : fontWeight.startsWith('bold') || Number(fontWeight) >= 600;
  const italic = fontStyle === '' ? /^(?:I|EM)$/.test(tag) : fontStyle !== 'normal';
  if (bold) marks.push('**');
  if (italic) marks.push('*');
  if (/^(?:S|STRIKE|DEL)$/.test(tag) || `${textDecoration} ${textDecorationLine}`.includes('line-through')) marks.push('~~');
  if (/^(?:CODE|KBD|SAMP|TT)$/.test(tag)) marks.push('`');
  return marks;
}

/** Word writes its lists as paragraphs, and says so in a style that only it knows. */
export function isListLine(element: HTMLElement): boolean {
  return /mso-list:\s*l\d/.test(element.getAttribute('style') ?? '');
}
