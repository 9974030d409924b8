// Keeps the screen awake during a call, where the browser can.

export class WakeLock {
  #lock: WakeLockSentinel | null = null;
  #wanted = false;

  async hold(): Promise<void> {
    this.#wanted = true;
    document.addEventListener('visibilitychange', this.#again);
    await this.#request();
  }

  async release(): Promise<void> {
    this.#wanted = false;
    document.removeEventListener('visibilitychange', this.#again);
    await this.#lock?.release().catch(() => undefined);
    this.#lock = null;
  }

  /** The browser gives it back when the page is hidden. */
  readonly #again = (): void => {
    if (document.visibilityState === 'visible') void this.#request();
  };

  async #request(): Promise<void> {
    try {
      const lock = (await navigator.wakeLock?.request('screen')) ?? null;
      if (this.#wanted) this.#lock = lock;
      else await lock?.release();
    } catch {
      // A low battery, e.g.
    }
  }
}
