// When something that has not come about is tried again: ever less often, until it has. Knows nothing of what that is.

/** The longest pause between two attempts. */
const LONGEST_MS = 30_000;

export class Attempts {
  readonly #act: () => void;
  readonly #first: number;
  #pause: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(act: () => void, first: number) {
    this.#act = act;
    this.#first = first;
    this.#pause = first;
  }

  /** Tries again after a pause, which doubles each time, unless that is arranged already. */
  arrange(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#pause = Math.min(this.#pause * 2, LONGEST_MS);
      this.#act();
    }, this.#pause);
  }

  /** It has come about, or is no longer wanted: the next pause is the first again. */
  done(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pause = this.#first;
  }
}
