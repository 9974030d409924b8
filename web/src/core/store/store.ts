// Holds the current state and tells whoever listens that it changed.

import type { Action } from './actions';
import { reduce } from './reducer';
import { INITIAL_STATE, type ChatState } from './state';

export type Listener = () => void;

export class Store {
  #state: ChatState = INITIAL_STATE;
  readonly #listeners = new Set<Listener>();

  get state(): ChatState {
    return this.#state;
  }

  dispatch(action: Action): void {
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after every change; the result ends that. */
  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
