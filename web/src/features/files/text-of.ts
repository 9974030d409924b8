// The text that bytes hold, whatever wrote them. Pure.

/** UTF-8, UTF-16 as Windows marks it, and Windows' own code page for what is neither. A character that is cut at the end is left out. */
export function textOf(bytes: ArrayBuffer): string {
  return decoded(bytes).replaceAll('\r\n', '\n').replaceAll('\0', '');
}

function decoded(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes);
  const decode = (encoding: string): string => new TextDecoder(encoding, { fatal: encoding === 'utf-8' }).decode(bytes, { stream: true });
  if (first === 0xff && second === 0xfe) return decode('utf-16le');
  if (first === 0xfe && second === 0xff) return decode('utf-16be');
  try {
    return decode('utf-8');
  } catch {
    return decode('windows-1252');
  }
}
