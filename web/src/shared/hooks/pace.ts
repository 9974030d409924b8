// Tells the views of changes at a pace they can keep: what comes in a flood is shown once a frame.
// React gives up on a page that is asked to render some fifty times before it gets to rest.

import type { Listener } from '../../core/store/store';

/** So many changes a frame are shown at once. */
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
