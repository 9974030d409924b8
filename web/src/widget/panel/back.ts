// Back on a phone, where the open panel covers the whole page: it closes a conversation, then the panel,
// and only then leaves the page. Each of them is a step in the page's history, with the same address.
// Loaded on phones only.

const KEY = 'orvaleChat';

export class BackSteps {
  /** How many steps there are, as far as this has made or found them. */
  depth = depthOf(history.state);

  constructor(
    /** Called with how many steps are left when someone went back. */
    private readonly onBack: (depth: number) => void,
  ) {
    addEventListener('popstate', this.#popped);
  }

  /** Makes it so many steps: adds those that are missing, and takes back what is too much. */
  to(depth: number): void {
    const current = depthOf(history.state);
    this.depth = depth;
    if (depth < current) history.go(depth - current);
    for (let step = current + 1; step <= depth; step += 1) history.pushState({ ...history.state, [KEY]: step }, '');
  }

  end(): void {
    removeEventListener('popstate', this.#popped);
  }

  #popped = ({ state }: PopStateEvent): void => {
    const depth = depthOf(state);
    const wentBack = depth < this.depth;
    this.depth = depth;
    if (wentBack) this.onBack(depth);
  };
}

/** The steps from now on: as many as are wanted, or were there on the page before. */
export function stepsBack(depth: number, onBack: (depth: number) => void): BackSteps {
  const steps = new BackSteps(onBack);
  steps.to(Math.max(depth, steps.depth));
  return steps;
}

function depthOf(state: unknown): number {
  return Number((state as Record<string, unknown> | null)?.[KEY] ?? 0);
}
