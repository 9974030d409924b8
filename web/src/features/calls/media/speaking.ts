// Who speaks: a few times a second, from what the browser knows of the sound of each connection.

import type { CallsStore } from '../state';
import type { LocalMedia } from './local';
import { Meter } from './meter';

const EVERY_MS = 250;
/** Louder than a quiet room. */
const AUDIBLE = 0.12;
/** A pause between two words is no silence. */
const PAUSE_MS = 600;
/** For so long a muted microphone must hear somebody before it is said. */
const UNHEARD_MS = 750;

export class Speaking {
  readonly #store: CallsStore;
  readonly #media: LocalMedia;
  readonly #meters = new Map<string, { track: MediaStreamTrack; meter: Meter }>();
  readonly #heardAt = new Map<string, number>();
  #unheardSince: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(store: CallsStore, media: LocalMedia) {
    this.#store = store;
    this.#media = media;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { meter } of this.#meters.values()) meter.close();
    this.#meters.clear();
  }

  #look(): void {
    const { current } = this.#store.state;
    if (current === null) return;
    const now = Date.now();
    const others = current.others.map((other) => {
      const speaking = !other.device.muted && this.#hears(other.key, other.tracks.microphone, now);
      return speaking === other.speaking ? other : { ...other, speaking };
    });
    for (const key of [...this.#meters.keys()]) if (key !== '' && !others.some((other) => other.key === key)) this.#measure(key, null);
    const heard = this.#hears('', this.#media.state.tracks.microphone, now);
    const own = { ...current.own, speaking: heard && !current.own.muted, unheard: this.#unheard(heard && current.own.muted, now) };
    const speaker = current.others.some(({ key, speaking }) => key === current.speaker && speaking) ? current.speaker : (others.find(({ speaking }) => speaking)?.key ?? current.speaker);
    const same = own.speaking === current.own.speaking && own.unheard === current.own.unheard && speaker === current.speaker && others.every((other, index) => other === current.others[index]);
    if (!same) this.#store.change({ others, own, speaker });
  }

  #unheard(heard: boolean, now: number): boolean {
    if (!heard) this.#unheardSince = null;
    else this.#unheardSince ??= now;
    return this.#unheardSince !== null && now - this.#unheardSince >= UNHEARD_MS;
  }

  #hears(key: string, track: MediaStreamTrack | null, now: number): boolean {
    const level = this.#measure(key, track)?.level ?? 0;
    if (level > AUDIBLE) this.#heardAt.set(key, now);
    return now - (this.#heardAt.get(key) ?? 0) < PAUSE_MS;
  }

  #measure(key: string, track: MediaStreamTrack | null): Meter | null {
    const known = this.#meters.get(key);
    if (known !== undefined && known.track === track) return known.meter;
    known?.meter.close();
    this.#meters.delete(key);
    if (track === null || track.readyState === 'ended') return null;
    const meter = new Meter(track);
    this.#meters.set(key, { track, meter });
    return meter;
  }
}
