import { describe, expect, it } from 'vitest';

import { textOf } from './text-of';

const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

describe('the text of a file', () => {
  it.each([
    ['UTF-8', [0xef, 0xbb, 0xbf, 0x4b, 0xc3, 0xb6, 0x6c, 0x6e], 'Köln'],
    ['UTF-8 that is cut within a character', [0x4b, 0xc3], 'K'],
    ['UTF-16 of Windows', [0xff, 0xfe, 0x4b, 0, 0xf6, 0], 'Kö'],
    ['big-endian UTF-16', [0xfe, 0xff, 0, 0x4b, 0, 0xf6], 'Kö'],
    ['Windows-1252', [0x4b, 0xf6, 0x6c, 0x6e, 0x20, 0x80], 'Köln €'],
    ['lines of Windows', [0x61, 0x0d, 0x0a, 0x62], 'a\nb'],
  ])('is read from %s', (_, given, text) => {
    expect(textOf(bytes(...given))).toBe(text);
  });
});
