// What this device has told the server of itself: only what is new is told, and what the server says of an earlier moment is
// older than a change that is on its way.

import type { CallDevice } from '../../core/protocol/generated';

export type Telling = Pick<CallDevice, 'muted' | 'camera' | 'screen' | 'hand' | 'annotate' | 'hears'>;

const NAMES: readonly (keyof Telling)[] = ['muted', 'camera', 'screen', 'hand', 'annotate', 'hears'];

export class Teller {
  readonly #send: (change: Partial<Telling>) => Promise<void>;
  #told: Partial<Telling> = {};
  #pending = 0;

  constructor(send: (change: Partial<Telling>) => Promise<void>) {
    this.#send = send;
  }

  /** True while a change is on its way to the server. */
  get isPending(): boolean {
    return this.#pending > 0;
  }

  /** What the server knows; all of it is told again after `{}`. */
  knows(told: Partial<Telling>): void {
    this.#told = told;
  }

  tell(now: Telling): void {
    const changed = NAMES.filter((name) => this.#told[name] !== now[name]);
    if (changed.length === 0) return;
    this.#told = now;
    void this.#pass(Object.fromEntries(changed.map((name) => [name, now[name]])));
  }

  async #pass(change: Partial<Telling>): Promise<void> {
    this.#pending += 1;
    try {
      await this.#send(change);
    } finally {
      this.#pending -= 1;
    }
  }
}
