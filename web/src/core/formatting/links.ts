// Which addresses may become links.

const ALLOWED = new Set(['http:', 'https:', 'mailto:']);
const WRITTEN_OUT = /^(https?:\/\/|mailto:)/i;
const LONGEST = 2000;

/** The address if it is one to click on, else `null`: `javascript:` and its kin stay text. */
export function safeHref(address: string): string | null {
  if (address.length > LONGEST || !WRITTEN_OUT.test(address)) return null;
  try {
    const url = new URL(address);
    return ALLOWED.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Leaves out punctuation that ends the sentence rather than the bare address. */
export function trimAddress(address: string): string {
  let surplus = count(address, ')') - count(address, '(');
  let end = address.length;
  while (end > 0) {
    const last = address.charAt(end - 1);
    // A bracket belongs to the address when it was opened there.
    if (last === ')' && surplus <= 0) break;
    if (!/[.,;:!?'")\]}*_~]/.test(last)) break;
    if (last === ')') surplus -= 1;
    end -= 1;
  }
  return address.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
