import { describe, expect, it } from 'vitest';

import { countedIn, Ladder, levelOf, reasonOf, sampleOf, worstOf } from './quality';

describe('the quality of a connection', () => {
  it('counts loss of both directions between two moments', () => {
    const before = countedIn([['a', { type: 'inbound-rtp', kind: 'audio', packetsReceived: 100, packetsLost: 0, jitter: 0.01 }]]);
    const now = countedIn([
      ['a', { type: 'inbound-rtp', kind: 'audio', packetsReceived: 190, packetsLost: 10, jitter: 0.02 }],
      ['b', { type: 'remote-inbound-rtp', fractionLost: 0.02, roundTripTime: 0.05 }],
      ['c', { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.08 }],
    ]);
    expect(sampleOf(before, now)).toEqual({ loss: 0.1, roundTripMs: 80, jitterMs: 20 });
    // A counter that began anew is no loss.
    expect(sampleOf(now, before).loss).toBe(0);
  });

  it('has a word for each', () => {
    const of = (loss: number, roundTripMs = 20, jitterMs = 5) => levelOf({ loss, roundTripMs, jitterMs });
    expect([of(0), of(0.05), of(0.1), of(0.3)]).toEqual(['excellent', 'good', 'poor', 'unstable']);
    expect([of(0, 300), of(0, 20, 100), of(0, 2000)]).toEqual(['good', 'poor', 'unstable']);
  });

  it('says what is worst about it', () => {
    const of = (loss: number, roundTripMs = 20, jitterMs = 5) => reasonOf({ loss, roundTripMs, jitterMs });
    expect([of(0), of(0.05), of(0, 300), of(0, 20, 100), of(0.05, 2000), of(0.3, 300, 100)]).toEqual([null, 'loss', 'delay', 'jitter', 'delay', 'loss']);
  });

  it('goes down fast and up slowly, and does not flap', () => {
    const ladder = new Ladder('excellent');
    const levels = ['poor', 'excellent', 'poor', 'excellent', 'unstable', 'unstable'] as const;
    expect(levels.map((level) => ladder.take(level))).toEqual(['excellent', 'excellent', 'excellent', 'excellent', 'excellent', 'unstable']);
    const up = Array.from({ length: 15 }, () => ladder.take('excellent'));
    expect([up[3], up[4], up[8], up[9], up[13], up[14]]).toEqual(['unstable', 'poor', 'poor', 'good', 'good', 'excellent']);
  });

  it('is that of the worst connection', () => {
    const [lossy, slow] = [
      { loss: 0.1, roundTripMs: 20, jitterMs: 5 },
      { loss: 0, roundTripMs: 500, jitterMs: 8 },
    ];
    expect(worstOf([lossy, null, slow])).toEqual({ loss: 0.1, roundTripMs: 500, jitterMs: 8 });
    expect(worstOf([null])).toBeNull();
  });
});
