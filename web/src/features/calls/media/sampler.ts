// Measures the connections every two seconds, limits what is sent by it, and says when their level changes.

import { LIMITS, type Level } from './limits';
import type { Links } from './links';
import { Ladder, levelOf, reasonOf, type Reason } from './quality';

const SAMPLE_EVERY_MS = 2000;

export class Sampler {
  readonly #links: Links;
  readonly #changed: (level: Level, reason: Reason | null) => void;
  readonly #ladder = new Ladder('excellent');
  /** Limits what is sent here: when packets from the server are lost, the server sends less by itself. */
  readonly #sending = new Ladder('excellent');
  readonly #timer = setInterval(() => void this.#sample(), SAMPLE_EVERY_MS);
  #closed = false;

  constructor(links: Links, changed: (level: Level, reason: Reason | null) => void) {
    this.#links = links;
    this.#changed = changed;
    links.limit(LIMITS[this.#sending.level]);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  async #sample(): Promise<void> {
    const sampled = await this.#links.sample();
    if (sampled === null || this.#closed) return;
    if (sampled.sending !== null) this.#limit(levelOf(sampled.sending));
    const before = this.#ladder.level;
    const level = this.#ladder.take(levelOf(sampled.all));
    if (level !== before) this.#changed(level, reasonOf(sampled.all));
  }

  #limit(measured: Level): void {
    const before = this.#sending.level;
    const level = this.#sending.take(measured);
    if (level !== before) this.#links.limit(LIMITS[level]);
  }
}
