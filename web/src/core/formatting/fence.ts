// Where a text that is being written is code.

const FENCE = /^[\s>]{0,8}(`{3,}|~{3,})\s*([\w+#.-]{0,30})\s*$/;

/** The line that opened the code block that is still open at the end of a text; `null` for none. */
export function openFence(text: string): string | null {
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const [, mark = '', language = ''] = FENCE.exec(line) ?? [];
    if (mark === '') continue;
    if (open === null) open = mark + language;
    else if (language === '' && mark.startsWith(/^(`+|~+)/.exec(open)?.[0] ?? '')) open = null;
  }
  return open;
}
