// How large this page shows the pictures of others: the server sends no more than that, and nothing that nobody sees.

import type { CallViewed } from '../../../core/protocol/generated';

/** A picture that the server sends. */
export interface Shown {
  user: string;
  deviceId: string;
  kind: 'camera' | 'screen';
}

/** A grid that changes settles first. */
const SETTLED_MS = 200;
/** As many go into one command. */
const MOST_AT_ONCE = 64;

const nameOf = ({ user, deviceId, kind }: Shown): string => `${user}|${deviceId}|${kind}`;

export class Views {
  readonly #send: (views: CallViewed[]) => void;
  /** Where each picture is shown, and how many lines it has there; a picture may be shown in several places. */
  readonly #places = new Map<string, Map<object, number>>();
  /** What the server sends, and what it was told last. */
  readonly #sent = new Map<string, { shown: Shown; told: number | null }>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (views: CallViewed[]) => void) {
    this.#send = send;
  }

  /** A picture is shown in a place with so many lines, or none. */
  show(shown: Shown, place: object, lines: number): void {
    const name = nameOf(shown);
    const places = this.#places.get(name) ?? new Map<object, number>();
    if (lines > 0) places.set(place, lines);
    else places.delete(place);
    if (places.size > 0) this.#places.set(name, places);
    else this.#places.delete(name);
    this.#soon();
  }

  /** Whether a picture is shown anywhere. */
  shows(shown: Shown): boolean {
    return this.#places.has(nameOf(shown));
  }

  /** The server begins to send a picture, and knows nothing of its size. */
  arrived(shown: Shown): void {
    this.#sent.set(nameOf(shown), { shown, told: null });
    this.#soon();
  }

  gone(shown: Shown): void {
    this.#sent.delete(nameOf(shown));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#sent.clear();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), SETTLED_MS);
  }

  #tell(): void {
    const changed: CallViewed[] = [];
    for (const [name, entry] of this.#sent) {
      const lines = Math.round(Math.max(0, ...(this.#places.get(name)?.values() ?? [])));
      if (lines === entry.told) continue;
      entry.told = lines;
      changed.push({ ...entry.shown, view: lines === 0 ? 'paused' : { upto: { height: lines } } });
    }
    for (let from = 0; from < changed.length; from += MOST_AT_ONCE) this.#send(changed.slice(from, from + MOST_AT_ONCE));
  }
}
