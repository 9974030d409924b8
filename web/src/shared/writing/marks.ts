// Formatting by key: what is marked loses its mark, what is not gains it.

export interface Marked {
  text: string;
  /** The selection, around the same words as before. */
  start: number;
  end: number;
}

/** Puts `sign` around the selection, or takes it away where it stands around or inside it already. */
export function toggleMark(text: string, start: number, end: number, sign: string): Marked {
  const selected = text.slice(start, end);
  const before = text.slice(0, start);
  const after = text.slice(end);
  const length = sign.length;
  if (endsWith(before, sign) && startsWith(after, sign)) {
    return { text: before.slice(0, -length) + selected + after.slice(length), start: start - length, end: end - length };
  }
  if (selected.length > 2 * length && startsWith(selected, sign) && endsWith(selected, sign)) {
    return { text: before + selected.slice(length, -length) + after, start, end: end - 2 * length };
  }
  return { text: before + sign + selected + sign + after, start: start + length, end: end + length };
}

function endsWith(text: string, sign: string): boolean {
  return sign.startsWith('*') ? closes(countAtEnd(text), sign) : text.endsWith(sign);
}

function startsWith(text: string, sign: string): boolean {
  return sign.startsWith('*') ? closes(countAtStart(text), sign) : text.startsWith(sign);
}

/** `*` is italic, `**` bold and `***` both: an even number of them holds no italic, one alone no bold. */
function closes(stars: number, sign: string): boolean {
  return sign === '*' ? stars % 2 === 1 : stars >= 2;
}

function countAtEnd(text: string): number {
  return text.length - text.replace(/\*+$/, '').length;
}

function countAtStart(text: string): number {
  return text.length - text.replace(/^\*+/, '').length;
}
