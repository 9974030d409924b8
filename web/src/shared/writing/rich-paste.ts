// What reads formatted text from the clipboard, fetched before it is needed: a paste must not wait.

type Reader = typeof import('./rich/markdown');

let reader: Promise<Reader | null> | null = null;

/** Elements and styles that Markdown has a sign for. */
const SIGNS = /<(?:[biusa]|strong|em|strike|del|code|kbd|samp|tt|pre|ul|ol|blockquote|table|h[1-6])[\s>]|mso-list|font-(?:weight|style)|line-through/i;

/** Whether HTML may hold more than its plain text, or that signs which are only text; what reads it has the last word. */
export function mayBeRich(html: string, plain: string): boolean {
  return SIGNS.test(html) || (html !== '' && /[*_`~[]/.test(plain));
}

export function loadRich(): void {
  reader ??= import('./rich/markdown').catch(() => {
    reader = null;
    return null;
  });
}

/** The Markdown of HTML; `null` where its plain text says as much, or what reads it cannot be fetched. */
export async function markdownOf(html: string, plain: string): Promise<string | null> {
  loadRich();
  return (await reader)?.markdownOf(html, plain) ?? null;
}
