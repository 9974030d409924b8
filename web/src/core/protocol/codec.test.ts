import { decode, encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';

import { decodeFrame, encodeCommand, encodePong, FrameError } from './codec';

describe('frames', () => {
  it('encode commands as the wire wants them', () => {
    expect(decode(encodeCommand(7, 'typing_start', { channelId: 3 }))).toEqual([1, 7, 'typing_start', { channelId: 3 }]);
    expect(decode(encodePong(9))).toEqual([5, 9]);
  });

  it('leave out what is undefined', () => {
    const bytes = encodeCommand(1, 'authenticate', { token: 't', resume: undefined });
    expect(decode(bytes)).toEqual([1, 1, 'authenticate', { token: 't' }]);
  });

  it('decode errors with what they say about trying again', () => {
    const frame = decodeFrame(encode([3, 4, { code: 'rate_limited', message: 'slowly', retryAfterMs: 500 }]));
    expect(frame).toMatchObject({ kind: 'error', reference: 4, error: { code: 'rate_limited', retryAfterMs: 500, retryable: true } });
  });

  it('decode events of names that this client does not know', () => {
    const data = { stream: 'channel', channelId: 3, seq: 9 };
    expect(decodeFrame(encode([0, 'from_the_future', data]))).toEqual({
      kind: 'event',
      event: { name: 'from_the_future', data },
    });
  });

  const prototypeKey = new Uint8Array([0x93, 0x00, 0xa1, 0x78, 0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0x80]);

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a reserved byte', new Uint8Array([0xc1])],
    ['half an array', new Uint8Array([0x93, 0x00])],
    ['a map', encode({})],
    ['an unknown kind', encode([9, 1])],
    ['an event without a name', encode([0, 1, {}])],
    ['an event without data', encode([0, 'resumed', null])],
    ['a reply to no number', encode([2, 'x', {}])],
    ['a poisoned prototype', prototypeKey],
  ])('refuse %s', (_name, bytes) => {
    expect(() => decodeFrame(bytes)).toThrow(FrameError);
  });
});
