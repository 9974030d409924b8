// MessagePack in a few hundred bytes: the types the wire uses, with the names of @msgpack/msgpack,
// which this replaces in the builds of page and widget, where every kilobyte counts. Extensions are refused.

const utf8 = new TextDecoder();
const TWO_TO_32 = 0x1_0000_0000;
/** Deeper than any frame; a hostile one must not exhaust the stack. */
const DEEPEST = 100;

/** Decodes one value; throws on anything that is not exactly one. */
export function decode(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  let depth = 0;
  /** Moves on by a run of bytes, and gives where it began. */
  const skip = (size: number): number => {
    at += size;
    if (at > bytes.length || depth > DEEPEST) throw new RangeError();
    return at - size;
  };
  const run = (size: number): Uint8Array => bytes.subarray(skip(size), at);
  const unsigned = (size: number): number => run(size).reduce((number, byte) => number * 256 + byte, 0);
  const signed = (size: number): number => {
    const number = unsigned(size);
    const values = 256 ** size;
    return number < values / 2 ? number : number - values;
  };
  const text = (size: number): string => utf8.decode(run(size));
  const items = (size: number): unknown[] => {
    const list = [];
    depth += 1;
    while (size-- > 0) list.push(value());
    depth -= 1;
    return list;
  };
  // `fromEntries` makes own fields even of a key like __proto__.
  const map = (size: number): unknown => {
    const list = [];
    depth += 1;
    while (size-- > 0) list.push([value(), value()]);
    depth -= 1;
    return Object.fromEntries(list);
  };
  const value = (): unknown => {
    const kind = view.getUint8(skip(1));
    if (kind < 0x80) return kind;
    if (kind < 0x90) return map(kind & 15);
    if (kind < 0xa0) return items(kind & 15);
    if (kind < 0xc0) return text(kind & 31);
    if (kind > 0xdf) return kind - 256;
    if (kind === 0xc0) return null;
    if (kind === 0xc2 || kind === 0xc3) return kind === 0xc3;
    if (kind === 0xc1) throw new RangeError();
    // From here on the low bits say how many bytes hold the value, or its size.
    const size = 1 << (kind & 3);
    if (kind === 0xca) return view.getFloat32(skip(4));
    if (kind === 0xcb) return view.getFloat64(skip(8));
    if (kind < 0xc7) return run(unsigned(size));
    if (kind > 0xdb) return (kind < 0xde ? items : map)(unsigned(kind & 1 ? 4 : 2));
    if (kind > 0xd8) return text(unsigned(size / 2));
    if (kind > 0xcb && kind < 0xd0) return unsigned(size);
    // Its two halves apart: together they would be rounded before the sign is known.
    if (kind === 0xd3) return view.getInt32(skip(4)) * TWO_TO_32 + unsigned(4);
    if (kind > 0xcf && kind < 0xd3) return signed(size);
    throw new RangeError();
  };
  const decoded = value();
  if (at !== bytes.length) throw new RangeError();
  return decoded;
}

/** Under the name that the client core knows. */
export class Decoder {
  decode(bytes: ArrayBuffer | Uint8Array): unknown {
    return decode(new Uint8Array(bytes));
  }
}

/** Encodes null, booleans, integers, strings, arrays and plain objects; leaves undefined fields out. */
export class Encoder {
  encode(value: unknown): Uint8Array<ArrayBuffer> {
    const bytes: number[] = [];
    write(bytes, value);
    return new Uint8Array(bytes);
  }
}

function write(bytes: number[], value: unknown): void {
  switch (typeof value) {
    case 'boolean':
      bytes.push(value ? 0xc3 : 0xc2);
      break;
    case 'number':
      writeNumber(bytes, value);
      break;
    case 'string': {
      const text = new TextEncoder().encode(value);
      if (text.length < 32) bytes.push(0xa0 | text.length);
      else bytes.push(0xdb, ...bigEndian(text.length));
      for (const byte of text) bytes.push(byte);
      break;
    }
    default:
      writeObject(bytes, value);
  }
}

function writeNumber(bytes: number[], value: number): void {
  if (Number.isInteger(value) && value >= 0 && value < 128) bytes.push(value);
  else if (Number.isInteger(value) && value >= 0 && value < TWO_TO_32) bytes.push(0xce, ...bigEndian(value));
  else if (Number.isSafeInteger(value)) {
    // As two's complement the division rounds down and the remainder stays positive.
    bytes.push(0xd3, ...bigEndian(Math.floor(value / TWO_TO_32)), ...bigEndian(value));
  } else throw new RangeError();
}

function writeObject(bytes: number[], value: unknown): void {
  if (Array.isArray(value)) {
    bytes.push(0xdd, ...bigEndian(value.length));
    for (const item of value) write(bytes, item);
  } else if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    bytes.push(0xdf, ...bigEndian(fields.length));
    for (const [name, field] of fields) {
      write(bytes, name);
      write(bytes, field);
    }
  } else bytes.push(0xc0);
}

/** The lower 32 bits. */
function bigEndian(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
