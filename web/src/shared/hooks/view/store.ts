// Holds what the page shows, outside React: whoever reads a part of it renders again for that part alone.

import { reduceView, type ViewAction, type ViewState } from './state';

export class ViewStore {
  readonly #listeners = new Set<() => void>();

  constructor(public state: ViewState) {}

  dispatch = (action: ViewAction): void => {
    const next = reduceView(this.state, action);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.#listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
