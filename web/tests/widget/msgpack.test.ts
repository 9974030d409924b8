import { decode as decodeReference, encode as encodeReference } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';

import { decode, Encoder } from '../../src/widget/msgpack';

const encoder = new Encoder();

/** Every kind of value the wire has, at every size where its encoding changes. */
const VALUES: unknown[] = [
  null,
  true,
  false,
  ...[0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1],
  ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 53) + 1],
  ...[0, 31, 32, 255, 256, 65_535, 65_536].map((size) => 'x'.repeat(size)),
  'Grüße aus 東京 👋🏽',
  ...[0, 15, 16, 65_535, 65_536].map((size) => Array.from({ length: size }, (_, index) => index)),
  ...[0, 15, 16, 70_000].map((size) => Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, index]))),
  [1, 7, 'send_message', { channelId: 12, message: 'hi', resume: { channels: { 1: 2 ** 40 }, user: 0 } }],
];

describe('the small MessagePack', () => {
  it.each(VALUES.map((value, index) => [index, value] as const))('reads value %i as the library wrote it', (_, value) => {
    // As text: comparing 70,000 fields one by one takes seconds.
    expect(JSON.stringify(decode(encodeReference(value)))).toBe(JSON.stringify(value));
  });

  it.each(VALUES.map((value, index) => [index, value] as const))('writes value %i as the library reads it', (_, value) => {
    expect(JSON.stringify(decodeReference(encoder.encode(value)))).toBe(JSON.stringify(value));
  });

  it('reads fractions and bytes, of which the wire has some', () => {
    const value = [1.5, -0.1, new Uint8Array([1, 2, 3])];
    expect(decode(encodeReference(value))).toEqual(value);
    expect(decode(encodeReference(0.5, { forceFloat32: true }))).toBe(0.5);
  });

  it('leaves fields out that are not defined', () => {
    expect(decode(encoder.encode({ kept: null, gone: undefined }))).toEqual({ kept: null });
  });

  it('refuses to write what would not arrive as it is', () => {
    expect(() => encoder.encode(2 ** 53)).toThrow(RangeError);
    expect(() => encoder.encode(1.5)).toThrow(RangeError);
  });

  it('refuses every frame that is cut short, and bytes left over', () => {
    const whole = encodeReference([0, 'message_received', { seq: 70_000, text: 'hello there', list: [1, -5, 2.5] }]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decode(whole.subarray(0, length)), `${length} bytes`).toThrow(RangeError);
    }
    expect(() => decode(new Uint8Array([...whole, 0]))).toThrow(RangeError);
  });

  it('refuses what is nested without end, and sizes that the frame does not have', () => {
    expect(() => decode(new Uint8Array(50_000).fill(0x91))).toThrow(RangeError);
    expect(() => decode(new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff]))).toThrow(RangeError);
    expect(() => decode(new Uint8Array([0xdb, 0xff, 0xff, 0xff, 0xff, 0x61]))).toThrow(RangeError);
  });

  it.each([0xc1, 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8])('refuses the kind %i, which the wire does not have', (kind) => {
    expect(() => decode(new Uint8Array([kind, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]))).toThrow(RangeError);
  });

  it('lets no key reach a prototype', () => {
    // A map with the single key __proto__ and a map as its value.
    const hostile = new Uint8Array([0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0x81, 0xa1, 0x78, 0x01]);
    const read = decode(hostile) as Record<string, unknown>;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect((read as { x?: unknown }).x).toBeUndefined();
  });

  it('survives any bytes at all', () => {
    // The same bytes every time: a linear congruential generator.
    let seed = 7;
    for (let round = 0; round < 3000; round += 1) {
      const bytes = Uint8Array.from({ length: round % 40 }, () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        return seed >> 16;
      });
      try {
        decode(bytes);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RangeError);
      }
    }
  });
});
