// Throttles the updates of the views: many changes at once are shown once per frame. React throws if a page
// is updated about fifty times without a pause.

import type { Listener } from '../../core/store/store';

/** The number of changes per frame that are shown immediately. */
const AT_ONCE = 8;
/** A hidden page has no frames, yet its title counts on. */
const FRAME_WITHIN_MS = 200;

export class Pace {
  readonly #listeners = new Set<Listener>();
  readonly #store: { subscribe(listener: Listener): () => void };
  #shown = 0;
  #late = false;
  #waiting = false;
  #end: () => void = () => undefined;

  constructor(store: { subscribe(listener: Listener): () => void }) {
    this.#store = store;
  }

  subscribe = (listener: Listener): (() => void) => {
    if (this.#listeners.size === 0) this.#end = this.#store.subscribe(() => this.#changed());
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  };

  #changed(): void {
    this.#shown += 1;
    this.#late = this.#shown > AT_ONCE;
    if (!this.#late) this.#tell();
    if (this.#waiting) return;
    this.#waiting = true;
    nextFrame(() => this.#turn());
  }

  #turn(): void {
    this.#waiting = false;
    this.#shown = 0;
    if (!this.#late) return;
    this.#late = false;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function nextFrame(act: () => void): void {
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    act();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, FRAME_WITHIN_MS);
}
