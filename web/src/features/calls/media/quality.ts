// How good a connection is, from the browser's statistics: loss, delay and jitter. Pure.

import { LEVELS, type Level } from './limits';

/** What the statistics say at one moment; counters grow. */
export interface Counted {
  received: number;
  lost: number;
  /** What the other side says of ours, from 0 to 1. */
  lostThere: number;
  roundTripMs: number;
  jitterMs: number;
}

/** What happened between two moments. */
export interface Sample {
  /** The larger of both directions, from 0 to 1. */
  loss: number;
  roundTripMs: number;
  jitterMs: number;
}

export function countedIn(report: Iterable<[string, unknown]>): Counted {
  const counted = { received: 0, lost: 0, lostThere: 0, roundTripMs: 0, jitterMs: 0 };
  for (const [, entry] of report) {
    const stats = entry as Record<string, unknown>;
    const number = (name: string): number => (typeof stats[name] === 'number' ? stats[name] : 0);
    if (stats['type'] === 'inbound-rtp') {
      counted.received += number('packetsReceived');
      counted.lost += number('packetsLost');
      counted.jitterMs = Math.max(counted.jitterMs, stats['kind'] === 'audio' ? number('jitter') * 1000 : 0);
    } else if (stats['type'] === 'remote-inbound-rtp') {
      counted.lostThere = Math.max(counted.lostThere, number('fractionLost'));
      counted.roundTripMs = Math.max(counted.roundTripMs, number('roundTripTime') * 1000);
    } else if (stats['type'] === 'candidate-pair' && stats['nominated'] === true) {
      counted.roundTripMs = Math.max(counted.roundTripMs, number('currentRoundTripTime') * 1000);
    }
  }
  return counted;
}

export function sampleOf(before: Counted, now: Counted): Sample {
  const received = Math.max(0, now.received - before.received);
  const lost = Math.max(0, now.lost - before.lost);
  const here = received + lost === 0 ? 0 : lost / (received + lost);
  return { loss: Math.max(here, now.lostThere), roundTripMs: now.roundTripMs, jitterMs: now.jitterMs };
}

/** What is worst in any of several; `null` where nothing is known. */
export function worstOf(samples: readonly (Sample | null)[]): Sample | null {
  const known = samples.filter((sample) => sample !== null);
  if (known.length === 0) return null;
  const most = (field: keyof Sample): number => Math.max(...known.map((sample) => sample[field]));
  return { loss: most('loss'), roundTripMs: most('roundTripMs'), jitterMs: most('jitterMs') };
}

/** What each level allows at most. */
const MOST: Readonly<Record<Exclude<Level, 'unstable'>, Sample>> = {
  excellent: { loss: 0.02, roundTripMs: 200, jitterMs: 30 },
  good: { loss: 0.06, roundTripMs: 400, jitterMs: 60 },
  poor: { loss: 0.15, roundTripMs: 800, jitterMs: 120 },
};

export function levelOf({ loss, roundTripMs, jitterMs }: Sample): Level {
  const fits = (level: keyof typeof MOST): boolean => loss <= MOST[level].loss && roundTripMs <= MOST[level].roundTripMs && jitterMs <= MOST[level].jitterMs;
  return fits('excellent') ? 'excellent' : fits('good') ? 'good' : fits('poor') ? 'poor' : 'unstable';
}

/** Why a connection is not better: packets are lost, take long, or come unevenly. */
export type Reason = 'loss' | 'delay' | 'jitter';

/** What is worst about a connection; `null` where it is excellent. */
export function reasonOf({ loss, roundTripMs, jitterMs }: Sample): Reason | null {
  const nothing: Sample = { loss: 0, roundTripMs: 0, jitterMs: 0 };
  const alone: [Reason, Level][] = [
    ['loss', levelOf({ ...nothing, loss })],
    ['delay', levelOf({ ...nothing, roundTripMs })],
    ['jitter', levelOf({ ...nothing, jitterMs })],
  ];
  const worst = LEVELS[Math.max(...alone.map(([, level]) => LEVELS.indexOf(level)))];
  return worst === 'excellent' ? null : (alone.find(([, level]) => level === worst)?.[0] ?? null);
}

/** So many samples in a row must be worse, or better, before the level changes: down fast, up slowly. */
const DOWN_AFTER = 2;
const UP_AFTER = 5;

/** A level that does not flap. Goes up one step at a time. */
export class Ladder {
  #level: Level;
  #run = 0;

  constructor(level: Level) {
    this.#level = level;
  }

  get level(): Level {
    return this.#level;
  }

  take(measured: Level): Level {
    const [now, next] = [LEVELS.indexOf(this.#level), LEVELS.indexOf(measured)];
    const direction = Math.sign(next - now);
    this.#run = direction === 0 ? 0 : Math.sign(this.#run) === direction ? this.#run + direction : direction;
    if (this.#run >= DOWN_AFTER) this.#step(measured);
    else if (this.#run <= -UP_AFTER) this.#step(LEVELS[now - 1] ?? this.#level);
    return this.#level;
  }

  #step(level: Level): void {
    this.#level = level;
    this.#run = 0;
  }
}

/** Four bars: how many of them are filled. */
export const BARS: Readonly<Record<Level, number>> = { excellent: 4, good: 3, poor: 2, unstable: 1 };
