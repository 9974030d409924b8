// How loud a track is, from 0 to 1.

let context: AudioContext | null = null;

/** One for the page: browsers allow only a few. */
export function audioContext(): AudioContext | null {
  if (globalThis.AudioContext === undefined) return null;
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
  return context;
}

export class Meter {
  readonly #source: MediaStreamAudioSourceNode | null = null;
  readonly #analyser: AnalyserNode | null = null;
  readonly #samples = new Float32Array(1024);

  constructor(track: MediaStreamTrack) {
    const audio = audioContext();
    if (audio === null) return;
    this.#analyser = audio.createAnalyser();
    this.#analyser.fftSize = this.#samples.length;
    this.#source = audio.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
  }

  get level(): number {
    if (this.#analyser === null) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let loudest = 0;
    for (const sample of this.#samples) loudest = Math.max(loudest, Math.abs(sample));
    return Math.sqrt(Math.min(1, loudest));
  }

  close(): void {
    this.#source?.disconnect();
  }
}
