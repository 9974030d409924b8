// Holds a state and notifies its listeners of changes. Knows no particular slice.

import type { Composed } from './slice';

export type Listener = () => void;

export class Store<State extends object, Action> {
  #state: State;
  readonly #reduce: Composed<State, Action>['reduce'];
  readonly #listeners = new Set<Listener>();

  constructor({ initial, reduce }: Composed<State, Action>) {
    this.#state = initial;
    this.#reduce = reduce;
  }

  get state(): State {
    return this.#state;
  }

  dispatch(action: Action): void {
    const next = this.#reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after every change. Returns a function that unsubscribes. */
  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
