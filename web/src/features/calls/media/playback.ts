// Plays what the others say. A browser may block that until the user does something on the page.

export class Playback {
  readonly #elements = new Map<string, HTMLAudioElement>();
  readonly #onBlocked: (blocked: boolean) => void;
  #speaker: string | null = null;
  #blocked = false;

  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked;
  }

  /** Plays a track under a key; `null` ends it. */
  set(key: string, track: MediaStreamTrack | null): void {
    const known = this.#elements.get(key);
    if (track === null) {
      if (known !== undefined) known.srcObject = null;
      this.#elements.delete(key);
      return;
    }
    if (known !== undefined && (known.srcObject as MediaStream | null)?.getAudioTracks()[0] === track) return;
    const element = known ?? new Audio();
    element.autoplay = true;
    element.srcObject = new MediaStream([track]);
    this.#elements.set(key, element);
    void this.#route(element);
    void this.#play(element);
  }

  /** How loud one of them is, from 0 to 1. */
  volume(key: string, volume: number): void {
    const element = this.#elements.get(key);
    if (element !== undefined) element.volume = volume;
  }

  /** Where all of it is played; `null` for the usual device. */
  async speaker(id: string | null): Promise<void> {
    this.#speaker = id;
    await Promise.all([...this.#elements.values()].map((element) => this.#route(element)));
  }

  close(): void {
    for (const key of [...this.#elements.keys()]) this.set(key, null);
    this.#listen(false);
  }

  async #route(element: HTMLAudioElement): Promise<void> {
    const { setSinkId } = element as { setSinkId?: (id: string) => Promise<void> };
    // One that is gone: the usual device then plays it.
    await setSinkId?.call(element, this.#speaker ?? '').catch(() => undefined);
  }

  async #play(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
      this.#setBlocked(false);
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') this.#setBlocked(true);
    }
  }

  #setBlocked(blocked: boolean): void {
    if (this.#blocked === blocked) return;
    this.#blocked = blocked;
    this.#listen(blocked);
    this.#onBlocked(blocked);
  }

  #listen(wanted: boolean): void {
    const change = wanted ? document.addEventListener : document.removeEventListener;
    for (const name of ['pointerdown', 'keydown']) change.call(document, name, this.#retry, true);
  }

  readonly #retry = (): void => {
    // The browser may refuse again: that it plays is reported once it does.
    if (this.#elements.size === 0) this.#setBlocked(false);
    for (const element of this.#elements.values()) void this.#play(element);
  };
}
