// How large this page shows the pictures of others: the server sends no more than that, and nothing that nobody sees.

import type { CallViewed } from '../../../core/protocol/generated';
import { Attempts } from './attempts';

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
/** What the server did not take is told again after this long, and then ever less often. */
const AGAIN_MS = 1000;

const nameOf = ({ user, deviceId, kind }: Shown): string => `${user}|${deviceId}|${kind}`;

export class Views {
  readonly #send: (views: CallViewed[]) => Promise<void>;
  /** Where each picture is shown, and how many lines it has there; a picture may be shown in several places. */
  readonly #places = new Map<string, Map<object, number>>();
  /** What the server sends, and what it knows of it. */
  readonly #sent = new Map<string, { shown: Shown; told: number | null }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #again = new Attempts(() => void this.#tell(), AGAIN_MS);
  #isTelling = false;

  constructor(send: (views: CallViewed[]) => Promise<void>) {
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
    this.#again.done();
    this.#sent.clear();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), SETTLED_MS);
  }

  /** Tells one thing after the other, so that the server knows the latest in the end. */
  async #tell(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let changed = this.#changed(); changed.length > 0; changed = this.#changed()) {
        // oxlint-disable-next-line no-await-in-loop
        await this.#send(changed.map(({ view }) => view));
        for (const { entry, lines } of changed) entry.told = lines;
      }
      this.#again.done();
    } catch {
      if (this.#sent.size > 0) this.#again.arrange();
    } finally {
      this.#isTelling = false;
    }
  }

  /** What the server does not know, as much as goes into one command. */
  #changed(): { entry: { told: number | null }; lines: number; view: CallViewed }[] {
    const all = [...this.#sent].map(([name, entry]) => {
      const lines = Math.round(Math.max(0, ...(this.#places.get(name)?.values() ?? [])));
      const view: CallViewed['view'] = lines === 0 ? 'paused' : { upto: { height: lines } };
      return { entry, lines, view: { ...entry.shown, view } };
    });
    return all.filter(({ entry, lines }) => lines !== entry.told).slice(0, MOST_AT_ONCE);
  }
}
